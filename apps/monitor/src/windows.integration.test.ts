import { readLastWindows } from '@flywheel/store';
import { createTestDatabase, type TestDatabase } from '@flywheel/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, fakeModels, makeModel, START } from '../test/support.ts';
import { createBench } from '../test/bench.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a monitor that falls behind closes every window at once, as one that kept up', async () => {
  const [kept, late] = [await createBench(database.db, 'kept'), await createBench(database.db, 'late')];
  for (const stretch of [
    { days: 22, quality: 'good' as const },
    { days: 15, quality: 'bad' as const },
  ]) {
    await kept.log.append(stretch);
    await kept.app.look();
    await late.log.append(stretch);
  }
  await late.app.look();
  const figures = async (project: string) =>
    (await readLastWindows(database.db, { project, limit: 100 })).map(({ window }) => ({
      from: window.from,
      performance: window.performance,
      drift: window.drift,
    }));
  expect(await figures('late')).toEqual(await figures('kept'));
});

test('performance waits for the outcomes, and comes when they do', async () => {
  const { app, log, metrics } = await createBench(database.db, 'waits');
  await log.append({ days: 7, quality: 'good', coverage: 0.5 });
  await log.append({ days: 2, quality: 'good' });
  await app.look();
  const window = async () => (await readLastWindows(database.db, { project: 'waits', limit: 1 }))[0]!.window;
  expect(await window()).toMatchObject({ rows: 420, status: 'ok', performance: null });
  expect(await metrics()).not.toContain('flywheel_performance_realized{');
  expect(await metrics()).toMatch(/flywheel_outcome_coverage_ratio\{.*\} 0\.[45]/);

  const known = database.db.selectFrom('outcomes').select('prediction_id');
  const missing = await database.db
    .selectFrom('predictions')
    .where('project', '=', 'waits')
    .where('id', 'not in', known)
    .select(['id', 'probability'])
    .execute();
  await database.db
    .insertInto('outcomes')
    .values(
      missing.map(({ id, probability }) => ({
        prediction_id: id,
        project: 'waits',
        label: probability > 0.5 ? 1 : 0,
        observed_at: new Date(START + 8 * DAY_MS),
      })),
    )
    .execute();
  await app.look();
  expect((await window()).performance).toMatchObject({ metric: 'rocAuc', outcomes: 420, coverage: 1 });
  expect(await metrics()).toMatch(/flywheel_performance_realized\{.*metric="roc_auc".*\} 0\.[89]/);
});

test('outcomes of a window that has just ended are not judged before their delay has passed', async () => {
  const { app, log } = await createBench(database.db, 'delayed');
  await log.append({ days: 7, quality: 'good' });
  await log.append({ days: 1, quality: 'good' });
  await app.look();
  const performance = async () =>
    (await readLastWindows(database.db, { project: 'delayed', limit: 1 }))[0]!.window.performance;
  // The newest event is an outcome 3 h 36 min into day eight: 24 hours after the window's end.
  expect(await performance()).not.toBeNull();
  const early = await createBench(database.db, 'early');
  await early.log.append({ days: 7, quality: 'good' });
  await database.db
    .insertInto('predictions')
    .values({
      id: crypto.randomUUID(),
      project: 'early',
      model_version: '1',
      observed_at: new Date(START + 7 * DAY_MS + 23 * 3_600_000),
      features: '{"x":0.5}',
      probability: 0.5,
      label: 1,
    })
    .execute();
  await early.app.look();
  const [stored] = await readLastWindows(database.db, { project: 'early', limit: 1 });
  expect(stored!.window).toMatchObject({ status: 'ok', performance: null });
});

test('too few rows are insufficient, without a single drift value', async () => {
  const { app, log, metrics } = await createBench(database.db, 'sparse');
  await log.append({ days: 3, quality: 'good' });
  await log.append({ days: 5, quality: 'good', version: '2' });
  await app.look();
  const [stored] = await readLastWindows(database.db, { project: 'sparse', modelVersion: '1', limit: 1 });
  expect(stored!.window).toMatchObject({ rows: 180, status: 'insufficient', drift: [], performance: null });
  expect(await metrics()).toMatch(/flywheel_window_rows\{project="sparse".*\} 180/);
  expect(await metrics()).not.toContain('flywheel_drift_psi{');
  expect(await metrics()).toMatch(
    /flywheel_monitor_runs_total\{project="sparse",result="insufficient".*\} 1/,
  );
});

test('series of a retired version are removed, and its last window is still evaluated', async () => {
  const models = fakeModels([makeModel('1'), makeModel('2', '2001-03-10T00:00:00.000Z')]);
  const { app, log, metrics } = await createBench(database.db, 'retired', models);
  await log.append({ days: 11, quality: 'good' });
  await app.look();
  expect(await metrics()).toContain('flywheel_window_rows{project="retired",model="retired",version="1"');
  models.champion = '2';
  await log.append({ days: 10, quality: 'good', version: '2' });
  await log.append({ days: 2, quality: 'good', version: '2' });
  await app.look();
  expect(await metrics()).not.toContain('version="1"');
  expect(await metrics()).toContain('flywheel_drift_psi{project="retired",model="retired",version="2"');
  const windows = await readLastWindows(database.db, { project: 'retired', limit: 10 });
  expect(windows.map(({ window }) => [window.modelVersion, window.from.slice(0, 10), window.rows])).toEqual([
    ['2', '2001-03-19', 420],
    ['2', '2001-03-12', 180],
    ['1', '2001-03-12', 240],
    ['1', '2001-03-05', 420],
  ]);
});

test('while the registry is away a look fails, is counted, and the next one catches up', async () => {
  const { app, models, log, metrics } = await createBench(database.db, 'away');
  await log.append({ days: 8, quality: 'good' });
  models.isAway = true;
  await app.look();
  expect(await metrics()).toMatch(/flywheel_monitor_runs_total\{project="away",result="failed".*\} 1/);
  expect(await metrics()).not.toContain('flywheel_monitor_last_success_timestamp_seconds{');
  models.isAway = false;
  await app.look();
  expect(await metrics()).toMatch(/flywheel_monitor_runs_total\{project="away",result="ok".*\} 1/);
  expect(await metrics()).toMatch(/flywheel_monitor_last_success_timestamp_seconds\{project="away".*\} \d+/);
});
