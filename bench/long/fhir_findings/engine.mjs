// The comparison set in a CQL engine: node engine.mjs NODE_MODULES LIBRARY BUNDLES
// One bundle a line in; one JSON line a patient out, then the CPU seconds of reading and running,
// and how many of them the parsing of the JSON text takes.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const [modules, library, bundles] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const cql = require('cql-execution');
const cqlfhir = require('cql-exec-fhir');

const names = Object.keys(JSON.parse(process.env.RULES));
const lib = new cql.Library(JSON.parse(readFileSync(library, 'utf-8')));
const executor = new cql.Executor(lib);
const lines = readFileSync(bundles, 'utf-8').trim().split('\n');
const batch = 100;
const found = [];

async function run(some) {
  const source = cqlfhir.PatientSource.FHIRv401();
  source.loadBundles(some.map((line, index) => {
    const bundle = JSON.parse(line);
    bundle.entry.find((e) => e.resource.resourceType === 'Patient').resource.id = `p${index}`;
    return bundle;
  }));
  const { patientResults } = await executor.exec(source);
  some.forEach((_, index) => {
    const got = patientResults[`p${index}`];
    found.push(Object.fromEntries(names.map((name) => [name, got[name] ?? null])));
  });
}

await run(lines.slice(0, 20)); // to warm up
found.length = 0;
const begun = process.cpuUsage();
for (let at = 0; at < lines.length; at += batch) await run(lines.slice(at, at + batch));
const spent = process.cpuUsage(begun);
const before = process.cpuUsage();
for (const line of lines) JSON.parse(line);
const parsing = process.cpuUsage(before);
for (const one of found) console.log(JSON.stringify(one));
const seconds = (used) => (used.user + used.system) / 1e6;
console.log(JSON.stringify({ cpu: seconds(spent), parsing: seconds(parsing) }));
