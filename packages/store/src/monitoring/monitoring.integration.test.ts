import { randomUUID } from 'node:crypto';
import type { MonitoringWindow, RetrainDecision, TrainingJob } from '@flywheel/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertPredictions } from '../prediction-log/insert-predictions.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import {
  hasDecision,
  insertDecision,
  markEnqueued,
  readDecisions,
  readJobsToEnqueue,
  withDecisionLock,
} from './decision-store.ts';
import {
  countLog,
  countOutcomesSince,
  countWindows,
  readFirstPrediction,
  readWatermark,
} from './log-queries.ts';
import { readWindow } from './read-window.ts';
import { readLastWindows, readOpenSince, readWindowsSince, saveWindow } from './window-store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const at = (text: string): Date => new Date(`2001-${text}Z`);

async function logRow(
  project: string,
  observedAt: Date,
  { modelVersion = '1', outcomeAt }: { modelVersion?: string; outcomeAt?: Date } = {},
): Promise<string> {
  const id = randomUUID();
  const row = { id, project, modelVersion, observedAt, features: { x: 1 }, probability: 0.25, label: 0 };
  await insertPredictions(database.db, [row]);
  if (outcomeAt)
    await database.db
      .insertInto('outcomes')
      .values({ prediction_id: id, project, label: 1, observed_at: outcomeAt })
      .execute();
  return id;
}

test('the watermark is the greatest event time of predictions and outcomes', async () => {
  expect(await readWatermark(database.db, 'marked')).toBeNull();
  expect(await readFirstPrediction(database.db, 'marked')).toBeNull();
  await logRow('marked', at('03-02T10:00:00'));
  expect(await readWatermark(database.db, 'marked')).toEqual(at('03-02T10:00:00'));
  await logRow('marked', at('03-01T10:00:00'), { outcomeAt: at('03-03T10:00:00') });
  expect(await readWatermark(database.db, 'marked')).toEqual(at('03-03T10:00:00'));
  expect(await readFirstPrediction(database.db, 'marked')).toEqual(at('03-01T10:00:00'));
  expect(await countLog(database.db, 'marked')).toEqual({ predictions: 2, outcomes: 1 });
  const since = at('03-03T00:00:00');
  expect(await countOutcomesSince(database.db, { project: 'marked', since, enough: 5 })).toBe(1);
});

test('windows start on Mondays, belong to one version, and only whole ones count', async () => {
  await logRow('counted', at('03-04T23:59:59.999')); // a Sunday
  await logRow('counted', at('03-05T00:00:00'), { outcomeAt: at('03-05T02:00:00') });
  await logRow('counted', at('03-11T23:59:59.999'));
  await logRow('counted', at('03-11T12:00:00'), { modelVersion: '2' });
  await logRow('counted', at('03-12T00:00:00'));
  const scope = { project: 'counted', since: at('02-26T00:00:00'), windowDays: 7 };
  const windows = await countWindows(database.db, { ...scope, endBy: at('03-12T00:00:00') });
  const row = { predictions: 1, outcomes: 0 };
  const second = { from: at('03-05T00:00:00'), until: at('03-12T00:00:00') };
  expect(windows).toEqual([
    { ...row, modelVersion: '1', from: at('02-26T00:00:00'), until: at('03-05T00:00:00') },
    { ...second, modelVersion: '1', predictions: 2, outcomes: 1 },
    { ...row, ...second, modelVersion: '2' },
  ]);
  const before = await countWindows(database.db, { ...scope, endBy: at('03-11T23:00:00') });
  expect(before.map(({ from }) => from)).toEqual([at('02-26T00:00:00')]);
});

test('a window larger than a chunk is read once, in order, with its outcomes', async () => {
  const rows = Array.from({ length: 5003 }, (_, index) => ({
    id: randomUUID(),
    project: 'chunked',
    modelVersion: '1',
    // Many rows share an instant, so that chunks end in the middle of one.
    observedAt: new Date(at('03-05T00:00:00').getTime() + Math.floor(index / 700) * 1000),
    features: { x: index },
    probability: 0.5,
    label: 1,
  }));
  await insertPredictions(database.db, rows);
  await database.db
    .insertInto('outcomes')
    .values({ prediction_id: rows[7]!.id, project: 'chunked', label: 1, observed_at: at('03-06T00:00:00') })
    .execute();
  const read = [];
  for await (const chunk of readWindow(database.db, {
    project: 'chunked',
    modelVersion: '1',
    from: at('03-05T00:00:00'),
    until: at('03-12T00:00:00'),
  }))
    read.push(...chunk);
  expect(new Set(read.map(({ id }) => id)).size).toBe(5003);
  expect(read.length).toBe(5003);
  expect(read.filter(({ outcome }) => outcome === 1).map(({ id }) => id)).toEqual([rows[7]!.id]);
  const times = read.map(({ observedAt }) => observedAt.getTime());
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

const windowOf = (project: string, from: string, value: number | null): MonitoringWindow => ({
  project,
  modelVersion: '1',
  from: `2001-${from}T00:00:00.000Z`,
  until: new Date(at(`${from}T00:00:00`).getTime() + 7 * 86_400_000).toISOString(),
  rows: 300,
  status: 'ok',
  drift: [],
  performance:
    value === null
      ? null
      : {
          metric: 'rocAuc',
          value,
          logLoss: 0.5,
          lowerLimit: 0.6,
          upperLimit: 0.8,
          outcomes: 290,
          coverage: 0.97,
        },
});

test('a window stored again is replaced, and the open ones are found after a restart', async () => {
  const counts = { predictionCount: 300, outcomeCount: 290, isMature: true };
  expect(await readOpenSince(database.db, 'stored')).toBeNull();
  await saveWindow(database.db, { ...counts, window: windowOf('stored', '03-05', 0.7), isFinal: true });
  await saveWindow(database.db, { ...counts, window: windowOf('stored', '03-12', null), isFinal: false });
  await saveWindow(database.db, { ...counts, window: windowOf('stored', '03-19', null), isFinal: true });
  expect(await readOpenSince(database.db, 'stored')).toEqual(at('03-12T00:00:00'));
  const evaluated = { project: 'stored', modelVersion: '1', hasPerformance: true, limit: 3 };
  expect(
    (await readLastWindows(database.db, evaluated)).map(({ window }) => window.from.slice(5, 10)),
  ).toEqual(['03-05']);
  await saveWindow(database.db, { ...counts, window: windowOf('stored', '03-12', 0.65), isFinal: true });
  expect(await readOpenSince(database.db, 'stored')).toEqual(at('03-19T00:00:00'));
  expect(
    (await readLastWindows(database.db, evaluated)).map(({ window }) => window.performance?.value),
  ).toEqual([0.65, 0.7]);
  expect((await readWindowsSince(database.db, 'stored', at('03-12T00:00:00'))).length).toBe(2);
});

const decision: RetrainDecision = {
  id: 'decided-1-performance-2001-03-12-started',
  project: 'decided',
  modelVersion: '1',
  trigger: 'performance',
  decision: 'started',
  reason: 'roc_auc 0.55 is below its lower limit 0.60 in 2 of the last 3 windows',
  jobId: 'decided-1-performance-2001-03-12-started',
  at: '2001-03-20T00:00:00.000Z',
  createdAt: '2026-01-01T00:00:00.000Z',
};
const job: TrainingJob = {
  schemaVersion: 1,
  project: 'decided',
  train: { from: '2001-01-01T00:00:00.000Z', until: '2001-03-06T00:00:00.000Z' },
  test: { from: '2001-03-06T00:00:00.000Z', until: '2001-03-20T00:00:00.000Z' },
  seed: 1,
  promote: true,
  reason: decision.reason,
  requestedBy: 'monitor',
  at: decision.at,
};

test('a decision is stored once, and its job is due until the queue has it', async () => {
  expect(await insertDecision(database.db, decision, job)).toBe(true);
  expect(await insertDecision(database.db, decision, job)).toBe(false);
  expect(await hasDecision(database.db, decision.id)).toBe(true);
  expect(await readDecisions(database.db, { project: 'decided', limit: 5 })).toEqual([decision]);
  expect(await readJobsToEnqueue(database.db, 'decided')).toEqual([
    { decisionId: decision.id, jobId: decision.jobId, job },
  ]);
  await markEnqueued(database.db, decision.id, new Date());
  expect(await readJobsToEnqueue(database.db, 'decided')).toEqual([]);
});

test('two processes decide one after the other', async () => {
  const order: string[] = [];
  const entered = Promise.withResolvers<void>();
  const leave = Promise.withResolvers<void>();
  const first = withDecisionLock(database.db, 'locked', async () => {
    entered.resolve();
    await leave.promise;
    order.push('first');
  });
  await entered.promise;
  const second = withDecisionLock(database.db, 'locked', async () => order.push('second'));
  await withDecisionLock(database.db, 'another', async () => order.push('another project'));
  leave.resolve();
  await Promise.all([first, second]);
  expect(order).toEqual(['another project', 'first', 'second']);
});
