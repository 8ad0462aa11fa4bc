import { readDecisions, readLastWindows } from '@flywheel/store';
import { createTestDatabase, type TestDatabase } from '@flywheel/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, fakeModels, fakeQueue, START } from '../test/support.ts';
import { createBench } from '../test/bench.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const day = (days: number): string => new Date(START + days * DAY_MS).toISOString();

test('a drop of the performance starts one retraining, and the brakes hold the next', async () => {
  const { app, queue, log, decisions } = await createBench(database.db, 'drops');
  await log.append({ days: 22, quality: 'good' });
  await app.look();
  expect(await decisions()).toEqual([]);

  // Weeks four and five are bad: the second is the second breach of the last three windows.
  await log.append({ days: 13, quality: 'bad' });
  await app.look();
  expect(await decisions()).toEqual([]);
  await log.append({ days: 2, quality: 'bad' });
  await app.look();
  await app.look();
  expect(await decisions()).toEqual(['v1-performance-2001-04-02-started']);
  const [decision] = await readDecisions(database.db, { project: 'drops', limit: 1 });
  expect(decision!.reason).toMatch(
    /^roc_auc 0\.\d{3} is below its lower limit 0\.600 in 2 of the last 3 windows of version 1$/,
  );
  // The window's outcomes were known on 2001-04-10: the seven whole days before it are held out.
  expect([...queue.jobs.values()].map(({ id, job }) => ({ id, job }))).toEqual([
    {
      id: 'drops-v1-performance-2001-04-02-started',
      job: {
        schemaVersion: 1,
        project: 'drops',
        train: { from: '2001-01-01T00:00:00Z', until: '2001-04-03T00:00:00.000Z' },
        test: { from: '2001-04-03T00:00:00.000Z', until: '2001-04-10T00:00:00.000Z' },
        seed: 7,
        promote: true,
        reason: decision!.reason,
        requestedBy: 'monitor',
        at: decision!.at,
      },
    },
  ]);

  // The next breach finds the job at work, then the cool-down; each is noted once however often it is looked at.
  await log.append({ days: 7, quality: 'bad' });
  await app.look();
  await app.look();
  queue.finish();
  await app.look();
  await app.look();
  expect(await decisions()).toEqual([
    'v1-performance-2001-04-02-started',
    'v1-performance-2001-04-09-running',
    'v1-performance-2001-04-09-cooldown',
  ]);
  const [braked] = await readDecisions(database.db, { project: 'drops', limit: 1 });
  expect(braked!.jobId).toBeNull();
  expect(braked!.reason).toContain('held back: 7.0 of 14 days of cool-down have passed since 2001-04-10');

  // The challenger was refused: after the cool-down the next breach starts again.
  await log.append({ days: 7, quality: 'bad' });
  await app.look();
  expect((await decisions()).at(-1)).toBe('v1-performance-2001-04-16-started');
  expect(queue.jobs.size).toBe(2);
});

test('a monitor that restarts loses and doubles nothing', async () => {
  const steady = await createBench(database.db, 'steady');
  await steady.log.append({ days: 22, quality: 'good' });
  await steady.log.append({ days: 15, quality: 'bad' });
  await steady.app.look();
  const windows = await readLastWindows(database.db, { project: 'steady', limit: 100 });
  expect(windows.map(({ window }) => window.from)).toEqual([28, 21, 14, 7, 0].map(day));
  const before = await steady.decisions();
  expect(before.length).toBe(1);

  const restarted = await steady.another();
  await restarted.look();
  expect(await steady.decisions()).toEqual(before);
  expect(steady.queue.jobs.size).toBe(1);
  expect(await readLastWindows(database.db, { project: 'steady', limit: 100 })).toEqual(windows);
  const { body } = await restarted.server.inject('/metrics');
  expect(body).toContain('flywheel_drift_psi{project="steady",model="steady",version="1",feature="x"');
});

test('a job whose monitor died between decision and queue is handed over by the next one, once', async () => {
  const queue = fakeQueue();
  const broken = { ...queue, enqueue: () => Promise.reject(new Error('killed here')) };
  const first = await createBench(database.db, 'killed', fakeModels(), broken);
  await first.log.append({ days: 22, quality: 'good' });
  await first.log.append({ days: 15, quality: 'bad' });
  await first.app.look();
  expect(await first.decisions()).toEqual(['v1-performance-2001-04-02-started']);
  expect(queue.jobs.size).toBe(0);

  const second = await createBench(database.db, 'killed', fakeModels(), queue);
  await second.app.look();
  await second.app.look();
  expect([...queue.jobs.keys()]).toEqual(['killed-v1-performance-2001-04-02-started']);
  expect(await second.decisions()).toEqual(['v1-performance-2001-04-02-started']);
});

test('two monitors act once', async () => {
  const { app, queue, log, another, decisions } = await createBench(database.db, 'twins');
  await log.append({ days: 22, quality: 'good' });
  await log.append({ days: 15, quality: 'bad' });
  const twin = await another();
  await Promise.all([app.look(), twin.look(), app.look()]);
  expect(await decisions()).toEqual(['v1-performance-2001-04-02-started']);
  expect(queue.jobs.size).toBe(1);
});

test('drift alone is shown and retrains nothing', async () => {
  const { app, log, decisions, metrics } = await createBench(database.db, 'drifts');
  await log.append({ days: 15, quality: 'good' });
  await app.look();
  expect(await metrics()).toMatch(/flywheel_drift_flagged\{project="drifts",.*feature="x".*\} 0/);
  await log.append({ days: 20, quality: 'good', shift: 0.15 });
  await app.look();
  expect(await metrics()).toMatch(/flywheel_drift_detected\{project="drifts",.*feature="x".*\} 1/);
  expect(await metrics()).toMatch(/flywheel_drift_detected\{project="drifts",.*feature="__score__".*\} 1/);
  expect(await decisions()).toEqual([]);
});
