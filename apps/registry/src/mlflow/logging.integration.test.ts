import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestRegistry, type TestRegistry } from '../testing.ts';

let registry: TestRegistry;
let runId: string;
beforeAll(async () => {
  registry = await startTestRegistry();
});
afterAll(() => registry.stop());
beforeEach(async () => {
  const { client } = registry;
  const experimentId = await client.getOrCreateExperiment('logging');
  ({ runId } = await client.createRun({ experimentId, startTime: 0 }));
});

const logBatch = (batch: object) =>
  registry.call('POST', '/api/2.0/mlflow/runs/log-batch', { run_id: runId, ...batch });

it('writes nothing of a batch in which one param changes', async () => {
  await logBatch({ params: [{ key: 'depth', value: '3' }] });
  const { status } = await logBatch({
    metrics: [{ key: 'm', value: 1, timestamp: 1, step: 0 }],
    tags: [{ key: 't', value: 'x' }],
    params: [
      { key: 'new', value: '1' },
      { key: 'depth', value: '4' },
    ],
  });
  expect(status).toBe(400);
  const run = await registry.client.getRun(runId);
  expect([run.params, run.metrics, run.tags['t']]).toEqual([{ depth: '3' }, {}, undefined]);
});

it('keeps every digit of steps and timestamps of 64 bits', async () => {
  const text = `{"run_id":"${runId}","metrics":[{"key":"m","value":0.1234567890123456789,"timestamp":9223372036854775807,"step":-9223372036854775808}],"tags":[{"key":"t","value":"[12345678901234567890]"}]}`;
  const { status } = await registry.call('POST', '/api/2.0/mlflow/runs/log-batch', text);
  expect(status).toBe(200);
  const { json } = await registry.call(
    'GET',
    `/api/2.0/mlflow/metrics/get-history?run_id=${runId}&metric_key=m`,
  );
  expect(json.metrics).toEqual([
    {
      key: 'm',
      value: 0.12345678901234568,
      timestamp: '9223372036854775807',
      step: '-9223372036854775808',
    },
  ]);
  expect((await registry.client.getRun(runId)).tags['t']).toBe('[12345678901234567890]');
});

it.each([
  ['a step beyond 64 bits', { metrics: [{ key: 'm', value: 1, timestamp: 1, step: '9223372036854775808' }] }],
  ['a value that is no number', { metrics: [{ key: 'm', value: 'high', timestamp: 1, step: 0 }] }],
  ['a character NUL', { tags: [{ key: 't', value: 'a\0b' }] }],
  ['a key outside its folder', { tags: [{ key: '../t', value: 'x' }] }],
  [
    'too many params',
    { params: Array.from({ length: 101 }, (_, index) => ({ key: `p${index}`, value: '1' })) },
  ],
  ['a body that is no object', []],
])('refuses %s with 400, which clients do not send again', async (_, batch) => {
  const { status, json } = await (Array.isArray(batch)
    ? registry.call('POST', '/api/2.0/mlflow/runs/log-batch', batch)
    : logBatch(batch));
  expect({ status, code: json.error_code }).toEqual({ status: 400, code: 'INVALID_PARAMETER_VALUE' });
});

it('refuses broken JSON with 400', async () => {
  expect((await registry.call('POST', '/api/2.0/mlflow/runs/log-batch', '{"run_id":')).status).toBe(400);
  expect(
    (await registry.call('POST', '/api/2.0/mlflow/runs/log-batch', '{"step": 12345678901234567890,')).status,
  ).toBe(400);
});

it('cuts long params and tags and takes a body of many megabytes', async () => {
  const profile = 'x'.repeat(16 * 1024 * 1024);
  const { status } = await registry.call('POST', '/api/2.0/mlflow/runs/log-inputs', {
    run_id: runId,
    datasets: [{ dataset: { name: 'd', digest: '1', source_type: 's', source: '', profile }, tags: [] }],
  });
  expect(status).toBe(200);
  await registry.client.logBatch(runId, {
    params: { p: 'ü'.repeat(6001) },
    tags: { t: '🚀'.repeat(8001) },
  });
  const run = await registry.client.getRun(runId);
  expect(run.params['p']).toBe('ü'.repeat(6000));
  expect(run.tags['t']).toBe('🚀'.repeat(8000));
});

it('searches by everything at once without reading values as SQL', async () => {
  const { client } = registry;
  const hostile = "x'; drop table runs; --";
  await client.logBatch(runId, {
    params: { 'a/b c': hostile },
    metrics: [{ key: 'm', value: 2, timestamp: 1 }],
  });
  const experimentId = await client.getOrCreateExperiment('logging');
  const found = await client.searchRuns({
    experimentIds: [experimentId],
    filter: `params."a/b c" = "${hostile}" AND metrics.m > 1 AND run_id IN ('${runId}', "'; --")`,
    orderBy: ['metrics."m\'; drop" DESC', 'params.`a/b c`'],
  });
  expect(found.map((run) => run.runId)).toEqual([runId]);
});
