import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutcomesResponse, PredictResponse } from '@flywheel/contracts';
import { createLogger } from '@flywheel/service';
import { createTestDatabase, type TestDatabase } from '@flywheel/store/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApp, type InferenceApp } from './app.ts';
import { expectedProbability, GOOD, MemoryRegistry, PROJECT } from './testing.ts';

let database: TestDatabase;
let folder: string;
let registry: MemoryRegistry;
let app: InferenceApp;
let url: string;
beforeEach(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'flywheel-inference-'));
  registry = new MemoryRegistry();
  app = await createApp({
    projects: [PROJECT],
    source: registry,
    db: database.db,
    logger: createLogger({ name: 'test', level: 'silent' }),
    cacheFolder: folder,
    pollMs: 5,
  });
  url = await app.server.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  await app.server.close();
  await app.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const predict = async (body: unknown): Promise<PredictResponse> =>
  (await (await post('/predict/flights', body)).json()) as PredictResponse;
const metric = async (line: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const found = text.split('\n').find((each) => each.startsWith(line.slice(0, -1)));
  return Number(found?.split(' ').at(-1));
};
const loggedRows = () => database.db.selectFrom('predictions').selectAll().execute();

test('the process is up without a model, and ready when the first champion has come', async () => {
  await app.start();
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  const waiting = await fetch(`${url}/health/ready`);
  expect(waiting.status).toBe(503);
  expect(await waiting.json()).toMatchObject({
    ready: false,
    reason: expect.stringContaining('no champion of flights'),
  });
  expect((await post('/predict/flights', GOOD)).status).toBe(503);
  registry.publish('1');
  await expect.poll(async () => (await fetch(`${url}/v2/health/ready`)).status).toBe(200);
  expect((await predict(GOOD)).modelVersion).toBe('1');
  expect(
    await metric(
      'flywheel_model_info{project="flights",version="1",estimator="logistic",service="inference"}',
    ),
  ).toBe(1);
});

test('a prediction is in the log and takes its outcome, even one that comes at once', async () => {
  registry.publish('1');
  await app.start();
  const observedAt = '2001-03-01T10:00:00Z';
  const { predictions } = await predict({ records: [GOOD, { ...GOOD, origin: 'LAX' }], observedAt });
  const outcomes = [
    { predictionId: predictions[0]!.id, label: 1, observedAt: '2001-03-01T12:00:00Z' },
    { predictionId: predictions[1]!.id, label: 0 },
    { predictionId: '00000000-0000-4000-8000-000000000000', label: 0 },
  ];
  const answer = (await (await post('/outcomes', { outcomes })).json()) as OutcomesResponse;
  expect(answer).toEqual({
    accepted: 2,
    repeated: 0,
    refused: [{ predictionId: outcomes[2]!.predictionId, reason: 'unknown_prediction' }],
  });
  const rows = await loggedRows();
  expect(rows.find(({ id }) => id === predictions[0]!.id)).toMatchObject({
    project: 'flights',
    model_version: '1',
    observed_at: new Date(observedAt),
    features: GOOD,
    label: 1,
    probability: predictions[0]!.probability,
  });
  const wrong = await post('/outcomes', { outcomes: [{ predictionId: 'x', label: 2 }] });
  expect(wrong.status).toBe(400);
  expect(await wrong.text()).toContain('outcomes.0.label: received 2');
});

test('hostile bodies get a 4xx, nothing of them is logged and the process stays up', async () => {
  registry.publish('1');
  await app.start();
  const bodies = [
    '{"minute": ',
    'x'.repeat(10_000_000),
    JSON.stringify({ ...GOOD, minute: 'noon' }),
    '{}',
    '[[[[[[',
  ];
  for (const body of bodies)
    for (const path of ['/predict/flights', '/v2/models/flights/infer', '/outcomes']) {
      const answer = await post(path, body);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(await answer.json()).toMatchObject({ error: expect.any(String) });
    }
  expect((await predict(GOOD)).predictions).toHaveLength(1);
  await app.close();
  expect(await loggedRows()).toHaveLength(1);
});

test('three hot swaps and a refused version under load fail no request, and each answer is that of the version it names', async () => {
  const biases: Record<string, number> = { '1': 0, '2': 2, '3': -2, '4': 1 };
  registry.publish('1');
  await app.start();
  let isOver = false;
  const answers: PredictResponse[] = [];
  const failures: unknown[] = [];
  const client = async (): Promise<void> => {
    while (!isOver) {
      const answer = await post('/predict/flights', GOOD);
      if (answer.status === 200) answers.push((await answer.json()) as PredictResponse);
      else failures.push(await answer.text());
    }
  };
  const clients = Array.from({ length: 8 }, client);
  const served = async (version: string): Promise<void> =>
    expect.poll(() => answers.at(-1)?.modelVersion, { interval: 5 }).toBe(version);
  await served('1');
  for (const version of ['2', '3', '4']) {
    registry.publish(version, { bias: biases[version]! });
    await served(version);
  }
  registry.publish('5', { bias: 9, change: ({ golden }) => (golden.probabilities[0] = 0.1) });
  await expect
    .poll(() => metric('flywheel_model_load_total{project="flights",result="refused",service="inference"}'))
    .toBe(1);
  const before = answers.length;
  await expect.poll(() => answers.length, { interval: 5 }).toBeGreaterThan(before + 50);
  isOver = true;
  await Promise.all(clients);

  expect(failures).toEqual([]);
  expect(answers.at(-1)!.modelVersion).toBe('4');
  const wrong = answers.filter(({ modelVersion, predictions }) => {
    const expected = expectedProbability(GOOD, biases[modelVersion]!);
    return Math.abs(predictions[0]!.probability - expected) > 1e-6;
  });
  expect(wrong).toEqual([]);
  expect(new Set(answers.map(({ modelVersion }) => modelVersion))).toEqual(new Set(['1', '2', '3', '4']));
  await app.close();
  expect(await loggedRows()).toHaveLength(answers.length);
});

test('while draining it is not ready, still answers, and closes each connection', async () => {
  registry.publish('1');
  await app.start();
  app.drain();
  expect((await fetch(`${url}/health/ready`)).status).toBe(503);
  expect((await fetch(`${url}/v2/health/ready`)).status).toBe(503);
  const answer = await post('/predict/flights', GOOD);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('connection')).toBe('close');
});
