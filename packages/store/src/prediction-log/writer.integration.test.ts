import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDatabase, type OpenDatabase } from '../database.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import type { LoggedPrediction } from './insert-predictions.ts';
import { PredictionLogWriter, type DropReason } from './writer.ts';

let database: TestDatabase;
let connection: OpenDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  connection = await openDatabase(database.url, { maxConnections: 2 });
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});
beforeEach(async () => {
  await database.db.deleteFrom('predictions').execute();
});

const makeRows = (count: number, change: Partial<LoggedPrediction> = {}): LoggedPrediction[] =>
  Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    project: 'flights',
    modelVersion: '1',
    observedAt: new Date(Date.UTC(2001, 2, 1, 0, index)),
    features: { minute: index, distance: 733.5, origin: 'quo"te\\', destination: null },
    probability: 0.25,
    label: 0,
    ...change,
  }));

function createWriter(options: Partial<ConstructorParameters<typeof PredictionLogWriter>[0]> = {}) {
  const drops: { project: string; reason: DropReason; rows: number }[] = [];
  const failures: string[] = [];
  const writer = new PredictionLogWriter({
    db: connection.db,
    onDropped: (drop) => drops.push(drop),
    onFailure: (_error, reason) => failures.push(reason),
    ...options,
  });
  return { writer, drops, failures };
}

const countRows = async (): Promise<number> => {
  const { rows } = await database.db
    .selectFrom('predictions')
    .select(({ fn }) => fn.countAll<string>().as('rows'))
    .executeTakeFirstOrThrow();
  return Number(rows);
};

test('what was added is in the log after flush, value by value', async () => {
  const written: { rows: number; left: number }[] = [];
  const { writer, drops } = createWriter({
    onWritten: ({ rows: count }) => written.push({ rows: count, left: writer.bufferedRows }),
  });
  const rows = makeRows(2500);
  writer.add(rows);
  await writer.flush();
  expect(await countRows()).toBe(2500);
  const kept = await database.db
    .selectFrom('predictions')
    .selectAll()
    .where('id', '=', rows[7]!.id)
    .executeTakeFirstOrThrow();
  expect(kept).toMatchObject({
    project: 'flights',
    model_version: '1',
    observed_at: rows[7]!.observedAt,
    features: rows[7]!.features,
    probability: 0.25,
    label: 0,
  });
  expect(drops).toEqual([]);
  expect(written).toEqual([
    { rows: 1000, left: 1500 },
    { rows: 1000, left: 500 },
    { rows: 500, left: 0 },
  ]);
  await writer.close();
});

test('rows are written without flush, and a row sent twice is kept once', async () => {
  const { writer } = createWriter({ lingerMs: 1 });
  const rows = makeRows(3);
  writer.add(rows);
  writer.add(rows);
  await expect.poll(countRows).toBe(3);
  await writer.close();
});

test('rows beyond the capacity are dropped and counted by project', async () => {
  const { writer, drops } = createWriter({ capacityRows: 100 });
  writer.add(makeRows(90));
  writer.add([...makeRows(15), ...makeRows(5, { project: 'penguins' })]);
  expect(writer.bufferedRows).toBe(100);
  await writer.close();
  expect(await countRows()).toBe(100);
  expect(drops).toEqual([
    { project: 'flights', reason: 'overload', rows: 5 },
    { project: 'penguins', reason: 'overload', rows: 5 },
  ]);
});

test('rows that the database refuses are dropped, later ones are written', async () => {
  const { writer, drops, failures } = createWriter();
  writer.add(makeRows(2, { id: 'no uuid' }));
  await writer.flush();
  writer.add(makeRows(4));
  await writer.flush();
  expect(await countRows()).toBe(4);
  expect(drops).toEqual([{ project: 'flights', reason: 'rejected', rows: 2 }]);
  expect(failures).toEqual(['rejected']);
  await writer.close();
});

test('rows wait while the database is away and are written when it is back; what does not fit is counted', async () => {
  const { writer, drops, failures } = createWriter({ capacityRows: 50, retryMs: 5 });
  const name = new URL(database.url).pathname.slice(1);
  const admin = await openDatabase(new URL('/postgres', database.url).href, { maxConnections: 1 });
  await sql`alter database ${sql.id(name)} allow_connections false`.execute(admin.db);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`.execute(admin.db);
  writer.add(makeRows(40));
  await writer.flush();
  expect(writer.bufferedRows).toBe(40);
  expect(failures[0]).toBe('outage');
  writer.add(makeRows(30));
  expect(drops).toEqual([{ project: 'flights', reason: 'outage', rows: 20 }]);
  await sql`alter database ${sql.id(name)} allow_connections true`.execute(admin.db);
  await admin.close();
  await expect.poll(countRows).toBe(50);
  await writer.close();
});

test('flush ends although rows come faster than one insert takes, and the later rows are written as well', async () => {
  let added = 0;
  const { writer } = createWriter({
    lingerMs: 1,
    onWritten: () => {
      if (added++ < 200) writer.add(makeRows(1));
    },
  });
  writer.add(makeRows(1));
  await writer.flush();
  expect(added).toBeLessThan(3);
  await expect.poll(countRows).toBe(201);
  await writer.close();
});

test('what waits for a database that is away is counted as dropped when the process ends', async () => {
  const away = await openDatabase(database.url, { maxConnections: 1 });
  await away.close();
  const { writer, drops } = createWriter({ db: away.db });
  writer.add(makeRows(3));
  await writer.close();
  expect(drops).toEqual([{ project: 'flights', reason: 'shutdown', rows: 3 }]);
  expect(writer.bufferedRows).toBe(0);
});

test('after close rows are dropped and counted', async () => {
  const { writer, drops } = createWriter();
  writer.add(makeRows(1));
  await writer.close();
  writer.add(makeRows(2));
  expect(await countRows()).toBe(1);
  expect(drops).toEqual([{ project: 'flights', reason: 'shutdown', rows: 2 }]);
});
