/* The walk of stories.py, cycle by cycle, for one diary after another. The same sums in the same
   places; compiled with its sizes, so that the compiler can unroll them. stories.py is the text
   to read: names are the same here. */

#include <math.h>
#include <string.h>

#define EDITION 2 /* as in kernel.py: raised with every change of this file */
#define BLOCKS (STORIES * HEIGHTS * WIDTHS)
#define LEVEL 0
#define SLOPE 1

typedef struct {
    double height[HEIGHTS], height_weight[HEIGHTS], scale[SCALES], mask[STORIES][P];
    double kernel[VARIES][SCALES][SCALES], drift[SCALES][SCALES], to_group[SCALES][GROUPS];
    double duration[HEIGHTS][WIDTHS][SCALES];
    double step, forget, wander_cycle, wander_month, slope_memory, slope_sd;
    double flare_rate, flare_days, flare_latest;
} Tables;

typedef struct {
    double quiet[STORIES], weight[BLOCKS][VARIES][SCALES];
    double calm[STORIES][P], level[BLOCKS][GROUPS][P], cov[STORIES][P][P];
} State;

typedef struct {
    const double *xx, *xy, *xg, *yg, *gg;
    double length, yy;
} Cycle;

typedef struct {
    double rise[BLOCKS][GROUPS][SCALES], flare[STORIES][HEIGHTS][SCALES], quiet[STORIES];
    double pull[STORIES][WIDTHS][P][SCALES], top;
} Sheet;

/* Inverse of a symmetric positive definite matrix, and half the logarithm of its determinant. */
static double inverse(const double a[P][P], double out[P][P])
{
    double l[P][P] = {{0}}, m[P][P] = {{0}}, half = 0.0;
    for (int i = 0; i < P; i++)
        for (int j = 0; j <= i; j++) {
            double s = a[i][j];
            for (int k = 0; k < j; k++) s -= l[i][k] * l[j][k];
            l[i][j] = i == j ? sqrt(s) : s / l[j][j];
        }
    for (int i = 0; i < P; i++) {
        half += log(l[i][i]);
        for (int j = 0; j <= i; j++) {
            double s = i == j ? 1.0 : 0.0;
            for (int k = j; k < i; k++) s -= l[i][k] * m[k][j];
            m[i][j] = s / l[i][i];
        }
    }
    for (int i = 0; i < P; i++)
        for (int j = 0; j < P; j++) {
            double s = 0.0;
            for (int k = i > j ? i : j; k < P; k++) s += m[k][i] * m[k][j];
            out[i][j] = s;
        }
    return half;
}

static void mix(const Tables *t, State *z, double months)
{
    for (int b = 0; b < BLOCKS; b++) {
        double flow[GROUPS][GROUPS] = {{0}}, here[GROUPS] = {0}, came[GROUPS][P];
        for (int d = 0; d < SCALES; d++) {
            double held = 0.0;
            for (int v = 0; v < VARIES; v++) held += z->weight[b][v][d];
            here[d / TOGETHER] += held;
            for (int g = 0; g < GROUPS; g++) flow[d / TOGETHER][g] += held * t->to_group[d][g];
        }
        for (int to = 0; to < GROUPS; to++) {
            double stay = (1.0 - months) * here[to], total = stay;
            for (int p = 0; p < P; p++) came[to][p] = stay * z->level[b][to][p];
            for (int from = 0; from < GROUPS; from++) {
                double part = months * flow[from][to];
                total += part;
                for (int p = 0; p < P; p++) came[to][p] += part * z->level[b][from][p];
            }
            for (int p = 0; p < P; p++) came[to][p] /= total > 1e-300 ? total : 1e-300;
        }
        memcpy(z->level[b], came, sizeof came);
    }
}

static void wander(const Tables *t, State *z, double days)
{
    double month = days / 30.0, memory = exp(-days / t->slope_memory);
    for (int s = 0; s < STORIES; s++) {
        z->calm[s][LEVEL] += month * z->calm[s][SLOPE];
        z->calm[s][SLOPE] *= memory;
        double (*c)[P] = z->cov[s];
        for (int p = 0; p < P; p++) {
            c[LEVEL][p] += month * c[SLOPE][p];
            c[SLOPE][p] *= memory;
        }
        for (int p = 0; p < P; p++) {
            c[p][LEVEL] += month * c[p][SLOPE];
            c[p][SLOPE] *= memory;
        }
        c[LEVEL][LEVEL] += t->wander_cycle * t->wander_cycle;
        c[LEVEL][LEVEL] += t->wander_month * t->wander_month * month;
        c[SLOPE][SLOPE] += (1.0 - memory * memory) * t->slope_sd * t->slope_sd;
    }
    for (int b = 0; b < BLOCKS; b++)
        for (int g = 0; g < GROUPS; g++) {
            z->level[b][g][LEVEL] += month * z->level[b][g][SLOPE];
            z->level[b][g][SLOPE] *= memory;
        }
}

static void drift(const Tables *t, State *z, const State *first, double days)
{
    double months = days / 30.0 < 2.5 ? days / 30.0 : 2.5;
    mix(t, z, months);
    for (int b = 0; b < BLOCKS; b++)
        for (int v = 0; v < VARIES; v++) {
            double moved[SCALES] = {0}, *w = z->weight[b][v];
            for (int d = 0; d < SCALES; d++)
                for (int e = 0; e < SCALES; e++) moved[e] += w[d] * t->drift[d][e];
            for (int d = 0; d < SCALES; d++) {
                w[d] += months * (moved[d] - w[d]);
                w[d] += t->forget * (first->weight[b][v][d] - w[d]);
            }
        }
    for (int s = 0; s < STORIES; s++)
        z->quiet[s] += t->forget * (first->quiet[s] - z->quiet[s]);
    wander(t, z, days);
}

/* A level after a cycle without a rise; returns what it leaves unexplained. */
static double levelled(double level[P], const double xy[P], double yy, double xx[P][P],
                       double after[P][P])
{
    double left[P], moved[P], misfit = yy;
    for (int p = 0; p < P; p++) {
        left[p] = xy[p];
        for (int q = 0; q < P; q++) left[p] -= level[q] * xx[q][p];
        misfit -= level[p] * (xy[p] + left[p]);
    }
    for (int p = 0; p < P; p++) {
        moved[p] = 0.0;
        for (int q = 0; q < P; q++) moved[p] += left[q] * after[q][p];
    }
    for (int p = 0; p < P; p++) {
        misfit -= left[p] * moved[p];
        level[p] += moved[p];
    }
    return misfit;
}

static void read_story(const Tables *t, State *z, const Cycle *c, Sheet *k, int s)
{
    double xx[P][P], xy[P], xg[WIDTHS][P][SCALES], curve[WIDTHS][SCALES], before[P][P], after[P][P];
    for (int p = 0; p < P; p++) {
        xy[p] = c->xy[p] * t->mask[s][p];
        for (int q = 0; q < P; q++) xx[p][q] = c->xx[p * P + q] * t->mask[s][p] * t->mask[s][q];
        for (int w = 0; w < WIDTHS; w++)
            for (int d = 0; d < SCALES; d++)
                xg[w][p][d] = c->xg[(p * WIDTHS + w) * SCALES + d] * t->mask[s][p];
    }
    double sign = -inverse(z->cov[s], before);
    for (int p = 0; p < P; p++)
        for (int q = 0; q < P; q++) before[p][q] += xx[p][q];
    sign -= inverse(before, after);
    memcpy(z->cov[s], after, sizeof after);
    for (int w = 0; w < WIDTHS; w++) {
        memcpy(curve[w], c->gg + w * SCALES, sizeof curve[w]);
        for (int p = 0; p < P; p++) {
            double *pull = k->pull[s][w][p];
            memset(pull, 0, sizeof k->pull[s][w][p]);
            for (int q = 0; q < P; q++)
                for (int d = 0; d < SCALES; d++) pull[d] += after[p][q] * xg[w][q][d];
            for (int d = 0; d < SCALES; d++) curve[w][d] -= xg[w][p][d] * pull[d];
        }
    }
    k->quiet[s] = sign - 0.5 * levelled(z->calm[s], xy, c->yy, xx, after);
    k->top = k->quiet[s] > k->top ? k->quiet[s] : k->top;
    for (int h = 0; h < HEIGHTS; h++) {
        double a = t->height[h];
        for (int d = 0; d < SCALES; d++) {
            double left = c->yg[d];
            for (int p = 0; p < P; p++) left -= z->calm[s][p] * xg[0][p][d];
            k->flare[s][h][d] = k->quiet[s] + a * left - 0.5 * a * a * curve[0][d];
            k->top = k->flare[s][h][d] > k->top ? k->flare[s][h][d] : k->top;
        }
        for (int w = 0; w < WIDTHS; w++)
            for (int g = 0; g < GROUPS; g++) {
                int b = (s * HEIGHTS + h) * WIDTHS + w;
                double *level = z->level[b][g], *rise = k->rise[b][g], high = -1e300;
                double base = sign - 0.5 * levelled(level, xy, c->yy, xx, after);
                double slope[SCALES];
                memcpy(slope, c->yg + w * SCALES, sizeof slope);
                for (int p = 0; p < P; p++)
                    for (int d = 0; d < SCALES; d++) slope[d] -= level[p] * xg[w][p][d];
                for (int d = 0; d < SCALES; d++) {
                    rise[d] = base + a * slope[d] - 0.5 * a * a * curve[w][d];
                    high = rise[d] > high ? rise[d] : high;
                }
                k->top = high > k->top ? high : k->top;
            }
    }
}

static double weigh_block(const Tables *t, State *z, Sheet *k, int b, const double *shape,
                          double length, double *back)
{
    int s = b / (HEIGHTS * WIDTHS), h = b / WIDTHS % HEIGHTS, w = b % WIDTHS;
    double sum = 0.0, a = t->height[h];
    for (int g = 0; g < GROUPS; g++) {
        double *like = k->rise[b][g], cycle[SCALES] = {0}, flared = 0.0, all = 0.0, share = 0.0;
        for (int e = 0; e < SCALES; e++) like[e] = exp(like[e] - k->top);
        for (int e = 0; e < SCALES; e++) flared += like[e] * shape[e];
        for (int d = g * TOGETHER; d < (g + 1) * TOGETHER; d++)
            for (int v = 0; v < VARIES; v++) {
                double held = z->weight[b][v][d], told = 0.0;
                const double *kernel = t->kernel[v][d];
                for (int e = 0; e < SCALES; e++) {
                    told += kernel[e] * like[e];
                    cycle[e] += held * kernel[e];
                }
                z->weight[b][v][d] = held * told + held * flared;
                sum += z->weight[b][v][d];
            }
        for (int e = 0; e < SCALES; e++) {
            all += cycle[e];
            *back += t->duration[h][w][e] <= length - 1.0 ? cycle[e] * like[e] : 0.0;
        }
        for (int e = 0; e < SCALES; e++) {
            cycle[e] = (cycle[e] + shape[e] * all) * like[e];
            share += cycle[e];
        }
        share = share > 1e-300 ? share : 1e-300;
        for (int p = 0; p < P; p++) {
            double moved = 0.0;
            for (int e = 0; e < SCALES; e++) moved += cycle[e] * k->pull[s][w][p][e];
            z->level[b][g][p] -= a * (moved / share);
        }
    }
    return sum;
}

static double weigh_quiet(const Tables *t, State *z, Sheet *k, int s, const double *shape)
{
    double total = exp(k->quiet[s] - k->top), rise[SCALES] = {0};
    for (int h = 0; h < HEIGHTS; h++)
        for (int e = 0; e < SCALES; e++) {
            double like = exp(k->flare[s][h][e] - k->top) * shape[e] * t->height_weight[h];
            total += like;
            rise[e] += like * t->height[h];
        }
    for (int p = 0; p < P; p++)
        for (int e = 0; e < SCALES; e++)
            z->calm[s][p] -= k->pull[s][0][p][e] * rise[e] / (total > 1e-300 ? total : 1e-300);
    z->quiet[s] *= total;
    return z->quiet[s];
}

static double learn(const Tables *t, State *z, const Cycle *c, Sheet *k)
{
    double shape[SCALES], total = 0.0, back = 0.0;
    k->top = -1e300;
    for (int s = 0; s < STORIES; s++) read_story(t, z, c, k, s);
    for (int e = 0; e < SCALES; e++) {
        double ago = c->length - t->scale[e];
        double chance = t->flare_rate * t->scale[e] * t->step * exp(-ago / t->flare_days);
        shape[e] = ago > 0.0 && ago <= t->flare_latest ? chance : 0.0;
    }
    for (int b = 0; b < BLOCKS; b++) total += weigh_block(t, z, k, b, shape, c->length, &back);
    for (int s = 0; s < STORIES; s++) total += weigh_quiet(t, z, k, s, shape);
    for (int s = 0; s < STORIES; s++) z->quiet[s] /= total;
    double *w = &z->weight[0][0][0];
    for (int i = 0; i < BLOCKS * VARIES * SCALES; i++) w[i] /= total;
    return back / total;
}

/* Whether this processor knows the instructions the text was compiled to. */
static long runs_here(void)
{
#if defined(__x86_64__) && defined(__AVX2__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return 1;
#endif
}

/* Edition (0: not for this processor), and sizes of the two structures, for the caller to compare
   with its own. */
void sizes(long out[3])
{
    out[0] = runs_here() ? EDITION : 0, out[1] = sizeof(Tables), out[2] = sizeof(State);
}

/* Walks n diaries of `cycles` rows each; empty rows (length 0) say nothing. */
void walk(const Tables *t, long n, long cycles, const double *length, const double *xx,
          const double *xy, const double *yy, const double *xg, const double *yg,
          const double *gg, const State *first, State *state, double *back)
{
    static _Thread_local Sheet sheet;
    const long grid = WIDTHS * SCALES;
    for (long i = 0; i < n; i++)
        for (long c = 0; c < cycles; c++) {
            long at = i * cycles + c;
            Cycle cycle = {xx + at * P * P, xy + at * P, xg + at * P * grid, yg + at * grid,
                           gg + at * grid, length[at], yy[at]};
            if (cycle.length <= 0.0) {
                back[at] = 0.0;
                continue;
            }
            drift(t, state + i, first + i, cycle.length);
            back[at] = learn(t, state + i, &cycle, &sheet);
        }
}
