import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestRegistry, type TestRegistry } from '../testing.ts';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await startTestRegistry();
});
afterAll(() => registry.stop());

const API = '/api/2.0/mlflow';

async function newRun(): Promise<{ runId: string; source: string }> {
  const { client } = registry;
  const experimentId = await client.getOrCreateExperiment('versions');
  const { runId, artifactUri } = await client.createRun({ experimentId, startTime: 0 });
  return { runId, source: `${artifactUri}/model` };
}

it('numbers versions that are made at once without a gap', async () => {
  const { client } = registry;
  await client.createRegisteredModel('counted');
  const run = await newRun();
  const refused = { model: 'counted', source: '/etc', runId: run.runId };
  const made = await Promise.allSettled(
    Array.from({ length: 30 }, (_, index) =>
      client.createModelVersion(index % 3 === 0 ? refused : { model: 'counted', ...run }),
    ),
  );
  const versions = made.flatMap((each) => (each.status === 'fulfilled' ? [Number(each.value.version)] : []));
  expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

it('makes one run and one version of a key, however often and at once it is asked', async () => {
  const { client } = registry;
  await client.createRegisteredModel('once');
  const experimentId = await client.getOrCreateExperiment('versions');
  const times = Array.from({ length: 10 });
  const runs = await Promise.all(
    times.map(() => client.createRun({ experimentId, startTime: 0, idempotencyKey: 'job-1' })),
  );
  expect(new Set(runs.map(({ runId }) => runId)).size).toBe(1);
  const { runId, artifactUri } = runs[0]!;
  const versions = await Promise.all(
    times.map(() =>
      client.createModelVersion({
        model: 'once',
        source: `${artifactUri}/model`,
        runId,
        idempotencyKey: 'job-1',
      }),
    ),
  );
  expect(versions.map(({ version }) => version)).toEqual(times.map(() => '1'));
  const other = await client.createRun({ experimentId, startTime: 0, idempotencyKey: 'job-2' });
  expect(other.runId).not.toBe(runId);
});

it.each([
  '/etc',
  'file:///etc/passwd',
  'C:\\models',
  'http://example.org/model',
  'runs:/0123456789abcdef0123456789abcdef/model',
  'models:/m-0123456789abcdef0123456789abcdef',
  'mlflow-artifacts:/0/other/artifacts',
  'mlflow-artifacts://127.0.0.1:1/0/other/artifacts',
  'mlflow-artifacts:/model-versions',
  'mlflow-artifacts:/',
])('refuses the source %s', async (source) => {
  const { runId } = await newRun();
  await registry.client.createRegisteredModel('sources');
  const { status, json } = await registry.call('POST', `${API}/model-versions/create`, {
    name: 'sources',
    source,
    run_id: runId,
  });
  expect({ status, code: json.error_code }).toEqual({ status: 400, code: 'INVALID_PARAMETER_VALUE' });
});

it.each(['/../../x', '/%2e%2e/x', '/%252e%252e/x', '/..'])(
  'refuses a source that leaves the run by %s',
  async (rest) => {
    const run = await newRun();
    await registry.client.createRegisteredModel('sources');
    for (const source of [`${run.source}${rest}`, `runs:/${run.runId}${rest}`]) {
      const body = { name: 'sources', source, run_id: run.runId };
      expect((await registry.call('POST', `${API}/model-versions/create`, body)).status).toBe(400);
    }
  },
);

it('takes the run by its runs:/ address and resolves it', async () => {
  const { client } = registry;
  await client.createRegisteredModel('resolved');
  const { runId, source } = await newRun();
  await client.uploadArtifact(`${source}/a`, 'x');
  const { version } = await client.createModelVersion({
    model: 'resolved',
    source: `runs:/${runId}/model`,
    runId,
  });
  const uri = await client.getDownloadUri('resolved', version);
  expect(await client.listArtifacts(uri)).toEqual([{ path: 'a', sizeBytes: 1 }]);
});

it('starts at 1 again, without tags and aliases, when a deleted name is made anew', async () => {
  const { client, call } = registry;
  await client.createRegisteredModel('reborn');
  await client.createModelVersion({ model: 'reborn', ...(await newRun()), idempotencyKey: 'k' });
  await client.setAlias('reborn', 'best', '1');
  await call('DELETE', `${API}/registered-models/delete`, { name: 'reborn' });
  await client.createRegisteredModel('reborn');
  expect(await client.getVersionByAlias('reborn', 'best')).toBeNull();
  expect(await client.aliasHistory('reborn', 'best')).toEqual([]);
  const again = await client.createModelVersion({
    model: 'reborn',
    ...(await newRun()),
    idempotencyKey: 'k',
  });
  expect(again).toMatchObject({ version: '1', aliases: [] });
});
