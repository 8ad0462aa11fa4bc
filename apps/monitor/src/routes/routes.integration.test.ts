import { createTestDatabase, type TestDatabase } from '@flywheel/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBench } from '../../test/bench.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('the routes tell windows, decisions and status, newest first', async () => {
  const { app, log } = await createBench(database.db, 'routes');
  const get = async (url: string) => {
    const { statusCode, body } = await app.server.inject(url);
    return { statusCode, body: JSON.parse(body) as Record<string, unknown> };
  };
  expect((await get('/status?project=routes')).body).toEqual({
    project: 'routes',
    watermark: null,
    predictions: 0,
    outcomes: 0,
    lastWindow: null,
  });
  await log.append({ days: 15, quality: 'good' });
  await app.look();
  const { body } = await get('/windows?project=routes&limit=1');
  expect(body).toMatchObject({ windows: [{ from: '2001-03-12T00:00:00.000Z', rows: 420 }] });
  expect((await get('/status?project=routes')).body).toMatchObject({
    watermark: '2001-03-20T03:36:00.000Z',
    predictions: 900,
    outcomes: 900,
    lastWindow: { from: '2001-03-12T00:00:00.000Z' },
  });
  expect((await get('/decisions?project=routes')).body).toEqual({ decisions: [] });
  expect(await get('/windows?project=other')).toMatchObject({
    statusCode: 404,
    body: { code: 'PROJECT_NOT_WATCHED' },
  });
  expect(await get('/windows?project=routes&limit=0')).toMatchObject({ statusCode: 400 });
  expect(await get('/status')).toMatchObject({ statusCode: 400, body: { code: 'INVALID_REQUEST' } });
});

test('a person pulls the trigger under the same brakes', async () => {
  const { app, log, queue, models } = await createBench(database.db, 'manual');
  const post = async (payload: object) => {
    const { statusCode, body } = await app.server.inject({ method: 'POST', url: '/retrain', payload });
    return { statusCode, body: JSON.parse(body) as Record<string, unknown> };
  };
  const request = { project: 'manual', reason: 'new airports' };
  expect(await post(request)).toMatchObject({ statusCode: 409, body: { code: 'NOTHING_TO_RETRAIN' } });
  await log.append({ days: 4, quality: 'good' });
  expect((await post(request)).body).toMatchObject({
    decision: 'outcomes',
    reason:
      "new airports; held back: 240 of 300 new outcomes have arrived since the champion's training data ended",
    jobId: null,
  });
  await log.append({ days: 4, quality: 'good' });
  const started = await post(request);
  expect(started.body).toMatchObject({ trigger: 'manual', decision: 'started', reason: 'new airports' });
  expect([...queue.jobs.keys()]).toEqual([started.body['jobId']]);
  expect((await post(request)).body).toMatchObject({ decision: 'running', jobId: null });
  expect(await post({ project: 'manual' })).toMatchObject({ statusCode: 400 });
  models.champion = null;
  expect(await post(request)).toMatchObject({ statusCode: 409 });
});
