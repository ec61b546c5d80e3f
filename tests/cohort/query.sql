-- Five rules asked of a cohort's Parquet by somebody who reads what they say and knows no code of
-- corrin: for each patient, whether each of five pieces of advice is due.
WITH told AS (
  SELECT
    id, "on" AS today,
    list_sort(list_distinct([d['on'] FOR d IN doses
      IF d.route IN ('im', 'sc') AND d['on'] <= "on"])) AS given,
    [d['on'] FOR d IN doses
      IF d.route IN ('im', 'sc') AND d.until IS NULL AND d['on'] <= "on"] AS single,
    list_min([d['on'] FOR d IN doses IF d['on'] <= "on"]) AS begun,
    list_max([coalesce(d.until, d['on']) FOR d IN doses
      IF d.route = 'oral' AND d['on'] <= "on"]) AS swallowed,
    [p.interval_days FOR p IN care_plans IF p['on'] <= "on"][-1] AS planned,
    [s FOR s IN symptoms
      IF s['on'] <= "on" AND s.trend <> 'resolved' AND s.severity > 0] AS felt,
    len([h FOR h IN history
      IF h.section = 'signs' AND h.code = 'loss_vibration' AND h['on'] <= "on"]) > 0 AS sign
  FROM read_parquet($cohort)
), gaps AS (
  SELECT *,
    [date_diff('day', given[n], given[n + 1])
      FOR n IN range(greatest(len(given) - 3, 1), len(given))] AS late,
    [date_diff('day', given[n], given[n + 1]) > 7 FOR n IN range(1, len(given))] AS broken,
    [s FOR s IN felt IF s.code IN ('paraesthesia', 'numbness', 'balance_gait')] AS nerves
  FROM told
), intervals AS (
  SELECT *,
    coalesce(planned,
      CASE
        WHEN len(late) = 1 AND late[1] >= 15 THEN late[1]
        WHEN len(late) > 1 AND len([g FOR g IN late
          IF abs(g - list_median(late)) > greatest(2, 0.2 * list_median(late))]) = 0
          THEN list_median(late)
      END) AS every,
    CASE WHEN list_contains(broken, true)
      THEN list_position(broken, true) ELSE len(given) END AS run
  FROM gaps
), states AS (
  SELECT *,
    len(given) > 0
      AND date_diff('day', given[-1], today) <= greatest(400, 3 * coalesce(every, 92)) AS injected,
    swallowed IS NOT NULL AND date_diff('day', swallowed, today) <= 30 AS tablets,
    len(given) > 0 AND date_diff('day', given[1], today) <= 60 AND run > 1 AND run < 5
      AND (list_contains(broken, true) OR date_diff('day', given[-1], today) > 7) AS interrupted,
    len([s FOR s IN nerves IF s.severity >= 3 AND (s.trend = 'worse'
      OR (date_diff('day', s['on'], today) <= 90 AND s.trend = 'stable'))]) > 0 AS worse,
    sign OR len([s FOR s IN nerves IF s.severity >= 4 OR s.trend = 'worse']) > 0
      OR len(list_distinct([s.code FOR s IN nerves])) > 1 AS nervous
  FROM intervals
)
SELECT
  id,
  len(given) > 0 AS do_not_measure_serum_b12,
  injected AND len([s FOR s IN felt IF s.severity >= 3 OR s.trend = 'worse']) > 0
    AS do_not_extend_while_symptomatic,
  interrupted OR len(single) > len(list_distinct(single)) AS dose_event_query,
  (worse AND (injected OR tablets) AND date_diff('day', begun, today) > 90 AND nervous)
    OR (tablets AND worse AND sign) AS refer_neurology_urgent,
  interrupted OR (injected AND every IS NOT NULL
    AND given[-1] + CAST(floor(every) AS INTEGER) <= today) AS give_due_dose_now
FROM states ORDER BY id
