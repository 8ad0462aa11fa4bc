import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { overviewSchema, projectsResponseSchema } from '@flywheel/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeEvaluation, registerVersion, startTestRegistry, type TestRegistry } from './testing.ts';

const trainer = createServer((request, response) => {
  response.writeHead(request.url === '/jobs?limit=2' ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ url: request.url }));
});
let registry: TestRegistry;
beforeAll(async () => {
  await new Promise<void>((resolve) => trainer.listen(0, '127.0.0.1', resolve));
  const { port } = trainer.address() as AddressInfo;
  registry = await startTestRegistry({
    TRAINER_URL: `http://127.0.0.1:${port}`,
    MONITOR_URL: 'http://127.0.0.1:1',
  });
});
afterAll(async () => {
  await registry.stop();
  await new Promise((resolve) => trainer.close(resolve));
});

describe('browsers', () => {
  it.each([
    ['http://evil.example', 403],
    ['null', 403],
  ])('may not write from a page of %s', async (origin, status) => {
    const response = await fetch(`${registry.uri}/api/2.0/mlflow/experiments/create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ name: 'x' }),
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error_code: 'PERMISSION_DENIED' });
  });

  it('may write from the console itself', async () => {
    const response = await fetch(`${registry.uri}/api/2.0/mlflow/experiments/create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: registry.uri },
      body: JSON.stringify({ name: 'from the console' }),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-frame-options')).toBe('DENY');
  });
});

describe('the other processes behind this origin', () => {
  it('are reached with path and query', async () => {
    expect(await registry.call('GET', '/services/trainer/jobs?limit=2')).toEqual({
      status: 200,
      json: { url: '/jobs?limit=2' },
    });
  });

  it('are reported by name when they do not answer', async () => {
    const { status, json } = await registry.call('GET', '/services/monitor/status');
    expect(status).toBe(503);
    expect(json).toMatchObject({ error_code: 'TEMPORARILY_UNAVAILABLE' });
    expect(json.message).toContain('monitor');
  });
});

describe('the overview of a project', () => {
  const read = async () =>
    overviewSchema.parse((await registry.call('GET', '/api/flywheel/v1/overview?project=flights')).json);

  it('describes a project that has no model yet', async () => {
    const overview = await read();
    expect(overview.project).toMatchObject({ name: 'flights', target: { name: 'late' } });
    expect([overview.champion, overview.versions, overview.decisions]).toEqual([null, [], []]);
    const { json } = await registry.call('GET', '/api/flywheel/v1/projects');
    expect(projectsResponseSchema.parse(json).projects).toEqual([
      { name: 'flights', title: 'Flight delays' },
    ]);
  });

  it('shows versions with the figures of their manifest, newest first, and what was decided', async () => {
    const { client } = registry;
    await registerVersion(client);
    const { figures } = makeEvaluation({ version: '1', rocAuc: 0.68, champion: null }).challenger;
    const experimentId = await client.getOrCreateExperiment('flights');
    const run = await client.createRun({ experimentId, startTime: 0 });
    const manifest = { estimator: 'gbdt', datasetDigest: 'b'.repeat(64), test: { figures } };
    await client.uploadArtifact(`${run.artifactUri}/model/manifest.json`, JSON.stringify(manifest));
    await client.createModelVersion({
      model: 'flights',
      source: `${run.artifactUri}/model`,
      runId: run.runId,
    });
    await client.postEvaluation(makeEvaluation({ version: '2', rocAuc: 0.68, champion: null }));
    await client.promote('flights', { version: '2', reason: 'first' });
    await client.setAlias('flights', 'challenger', '1');
    const overview = await read();
    expect(overview.versions.map(({ version }) => version)).toEqual(['2', '1']);
    expect(overview.champion).toMatchObject({ version: '2', runId: run.runId, estimator: 'gbdt', figures });
    expect(overview.challenger).toMatchObject({ version: '1', estimator: null, figures: null });
    expect(overview.decisions).toMatchObject([{ outcome: 'promoted', version: '2' }]);
  });

  it('says which projects there are when asked for another', async () => {
    const { status, json } = await registry.call('GET', '/api/flywheel/v1/overview?project=ships');
    expect(status).toBe(404);
    expect(json.message).toContain('flights');
  });
});

it('exports what happened as metrics', async () => {
  const text = await (await fetch(`${registry.uri}/metrics`)).text();
  expect(text).toMatch(/flywheel_registered_versions\{[^}]*model="flights"[^}]*\} 2/);
  expect(text).toMatch(/flywheel_promotions_total\{[^}]*outcome="promoted"[^}]*\} 1/);
  expect(text).toMatch(/flywheel_artifact_written_bytes_total\{[^}]*\} [1-9]/);
});

it('shows the champion also when it is older than the hundred versions of the overview', async () => {
  const { client } = registry;
  const experimentId = await client.getOrCreateExperiment('flights');
  const run = await client.createRun({ experimentId, startTime: 0 });
  await client.uploadArtifact(`${run.artifactUri}/model/MLmodel`, 'any');
  const version = { model: 'flights', source: `${run.artifactUri}/model`, runId: run.runId };
  for (let count = 0; count < 100; count++) await client.createModelVersion(version);
  const { json } = await registry.call('GET', '/api/flywheel/v1/overview?project=flights');
  const overview = overviewSchema.parse(json);
  expect(overview.versions.at(-1)).toMatchObject({ version: '3' });
  expect(overview.champion).toMatchObject({ version: '2', estimator: 'gbdt', aliases: ['champion'] });
  expect(overview.challenger).toMatchObject({ version: '1' });
});
