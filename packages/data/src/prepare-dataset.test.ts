import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { DATASET_FILES, prepareDataset, readDatasetManifest } from './index.ts';
import { makeTestFolder, ordersProject, ordersSelect, TEST, TRAIN, writeRows } from './testing.ts';

const folder = makeTestFolder();
const file = join(folder, 'orders.parquet');
const intervals = { train: TRAIN, test: TEST };
const datasetsFolder = join(folder, 'datasets');

beforeAll(() => writeRows(file, ordersSelect()));

async function prepareChanged(name: string, changes: string): ReturnType<typeof prepareDataset> {
  const changed = join(folder, `${name}.parquet`);
  await writeRows(changed, ordersSelect(changes));
  return prepareDataset({ project: ordersProject(changed), ...intervals, datasetsFolder });
}

describe('a dataset version', () => {
  test('is split by time and leaves out rows whose outcome was not known in time', async () => {
    const { manifest, folder: version } = await prepareDataset({
      project: ordersProject(file),
      ...intervals,
      datasetsFolder,
    });
    // Rows 0..719 are three days; row 701 and later are known only after them. Rows 720..999 test, known in time up to 980.
    expect(manifest.splits.train).toMatchObject({ rows: 701, positives: 176 });
    expect(manifest.splits.test).toMatchObject({ rows: 261, positives: 66 });
    expect(manifest.validation.rowsRead).toBe(1000);
    expect(manifest.validation.rowsKept).toBe(962);
    expect(manifest.validation.checks.at(-1)).toMatchObject({
      check: 'outcome_known_in_time',
      failedRows: 38,
      severity: 'reject',
    });
    expect(version).toBe(join(datasetsFolder, manifest.digest));
    expect(readdirSync(version).toSorted()).toEqual(Object.values(DATASET_FILES).toSorted());
    expect(await readDatasetManifest(version)).toEqual(manifest);
  });

  test('has the same digest from the same rows in another encoding, and is reused', async () => {
    const csv = join(folder, 'orders.csv');
    await writeRows(csv, ordersSelect());
    const first = await prepareDataset({ project: ordersProject(file), ...intervals, datasetsFolder });
    const again = await prepareDataset({ project: ordersProject(csv), ...intervals, datasetsFolder });
    expect(again).toEqual(first);
    expect(readdirSync(datasetsFolder)).toEqual([first.manifest.digest]);
  });

  test('has the same digest when the source holds its rows in another order', async () => {
    const shuffled = join(folder, 'shuffled.parquet');
    await writeRows(shuffled, `${ordersSelect()} order by md5(row_id::varchar)`);
    const first = await prepareDataset({ project: ordersProject(file), ...intervals, datasetsFolder });
    const again = await prepareDataset({ project: ordersProject(shuffled), ...intervals, datasetsFolder });
    expect(again.manifest.digest).toBe(first.manifest.digest);
  });

  test('has the same digest when its bounds are written in another way', async () => {
    const first = await prepareDataset({ project: ordersProject(file), ...intervals, datasetsFolder });
    const train = { from: '2024-01-01T00:00:00.000Z', until: '2024-01-04T00:00Z' };
    const again = await prepareDataset({ project: ordersProject(file), train, test: TEST, datasetsFolder });
    expect(again.manifest).toEqual(first.manifest);
  });

  test.each([
    ['label', 'case when row_id = 5 then not returned else returned end as returned'],
    ['number', 'case when row_id = 5 then 1 else items end as items'],
    ['text', "case when row_id = 5 then 'east' else region end as region"],
    ['missing-text', 'case when row_id = 5 then null else region end as region'],
    ['missing-number', 'case when row_id = 0 then null else items end as items'],
    ['time', 'case when row_id = 5 then event_time + to_seconds(1) else event_time end as event_time'],
  ])('has another digest when one %s changes', async (name, changes) => {
    const first = await prepareDataset({ project: ordersProject(file), ...intervals, datasetsFolder });
    const other = await prepareChanged(name, changes);
    expect(other.manifest.digest).not.toBe(first.manifest.digest);
    expect(other.manifest.splits.train.digest).not.toBe(first.manifest.splits.train.digest);
    expect(other.manifest.splits.test.digest).toBe(first.manifest.splits.test.digest);
  });

  test('profiles the training rows', async () => {
    const { manifest } = await prepareChanged(
      'profiled',
      'case when row_id < 10 then null else weight end as weight, case when row_id = 3 then null else region end as region',
    );
    const column = Object.fromEntries(manifest.profile.map((profile) => [profile.name, profile]));
    expect(column.weight).toMatchObject({ kind: 'numeric', rows: 701, missing: 10 });
    expect(column.items).toMatchObject({ distinct: 7, min: 0, max: 6 });
    // 701 rows are 100 whole weeks of 0..6 and one 0: mean 2100 / 701.
    expect(column.items?.mean).toBeCloseTo(2100 / 701, 8);
    expect(column.region).toMatchObject({ kind: 'categorical', missing: 1, distinct: 3, min: null });
    expect(column.region?.top).toEqual([
      { value: 'south', rows: 234 },
      { value: 'north', rows: 233 },
      { value: 'west', rows: 233 },
    ]);
    expect(manifest.validation.checks).toContainEqual(
      expect.objectContaining({ check: 'weight_present', severity: 'warn', failedRows: 10 }),
    );
  });

  test('reports progress up to 1', async () => {
    const seen: number[] = [];
    await prepareDataset({
      project: ordersProject(file),
      ...intervals,
      datasetsFolder,
      onProgress: (fraction) => seen.push(fraction),
    });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });
});

describe('validation', () => {
  test('rejects rows out of range, malformed words and broken rules, and shows examples', async () => {
    const { manifest } = await prepareChanged(
      'dirty',
      `case when row_id between 10 and 19 then 99 else items end as items,
       case when row_id = 30 then 'North!' else region end as region,
       case when row_id = 40 then 77 else clerk end as clerk,
       case when row_id = 50 then null else outcome_time end as outcome_time,
       case when row_id = 60 then null else returned end as returned`,
    );
    const failed = manifest.validation.checks.filter(
      ({ failedRows, check }) => failedRows > 0 && check !== 'outcome_known_in_time',
    );
    expect(failed.map(({ check, failedRows }) => [check, failedRows])).toEqual([
      ['outcome_after_event', 1],
      ['target_present', 1],
      ['items_in_range', 10],
      ['region_well_formed', 1],
      ['known_clerk', 1],
    ]);
    expect(failed[2]!.examples).toHaveLength(5);
    expect(failed[2]!.examples[0]).toMatchObject({
      row_id: 10,
      items: 99,
      event_time: '2024-01-01T01:00:00.000Z',
    });
    expect(manifest.splits.train.rows).toBe(701 - 14);
  });

  test.each([
    ['twice', 'case when row_id = 6 then 5 else row_id end as row_id', /row_id_unique in 2 rows/],
    ['third-class', 'case when row_id = 6 then 2 else returned::int end as returned', /target_binary in 1/],
  ])('stops when %s', async (name, changes, message) => {
    await expect(prepareChanged(name, changes)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      message: expect.stringMatching(message),
    });
  });

  test('names every column that is missing or of a wrong type', async () => {
    const query =
      "select * exclude (region, items), items::varchar as items, event_time::date as day from read_parquet('{file}')";
    await expect(
      prepareDataset({ project: ordersProject(file, { query }), ...intervals, datasetsFolder }),
    ).rejects.toMatchObject({
      code: 'COLUMN_MISMATCH',
      message: expect.stringMatching(
        /'items' is of type VARCHAR, expected a whole number.*'region' is missing/,
      ),
    });
  });
});

describe('failures', () => {
  const prepare = (source: Parameters<typeof ordersProject>[1], path = file): Promise<unknown> =>
    prepareDataset({ project: ordersProject(path, source), ...intervals, datasetsFolder });

  test('a missing source, a damaged source, broken SQL and a broken rule are told apart', async () => {
    await expect(prepare({}, join(folder, 'nowhere.parquet'))).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
    });
    const damaged = join(folder, 'damaged.parquet');
    writeFileSync(damaged, 'not parquet at all');
    await expect(prepare({}, damaged)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
    await expect(prepare({ query: 'select from where' })).rejects.toMatchObject({
      code: 'SOURCE_QUERY_FAILED',
    });
    const rules = [{ name: 'broken', condition: 'no_such_column > 1', expectation: 'x' }];
    await expect(prepare({ rules })).rejects.toMatchObject({ code: 'SOURCE_QUERY_FAILED' });
  });

  test('a folder that cannot be written is one clear error', async () => {
    const blocked = join(folder, 'a-file');
    writeFileSync(blocked, '');
    await expect(
      prepareDataset({ project: ordersProject(file), ...intervals, datasetsFolder: join(blocked, 'x') }),
    ).rejects.toMatchObject({ code: 'DATASET_NOT_WRITTEN', message: expect.stringContaining('disk full') });
  });

  test.each([
    [{ train: TEST, test: TRAIN }, 'would be trained on'],
    [{ train: { from: TRAIN.until, until: TRAIN.from }, test: TEST }, 'not before its end'],
  ])('intervals that overlap or run backwards are refused', async (wrong, message) => {
    await expect(
      prepareDataset({ project: ordersProject(file), ...wrong, datasetsFolder }),
    ).rejects.toMatchObject({ code: 'INVALID_INTERVALS', message: expect.stringContaining(message) });
  });

  test('an empty split is named', async () => {
    const later = { from: '2030-01-01T00:00:00Z', until: '2030-02-01T00:00:00Z' };
    await expect(
      prepareDataset({ project: ordersProject(file), train: TRAIN, test: later, datasetsFolder }),
    ).rejects.toMatchObject({ code: 'DATASET_EMPTY', message: expect.stringContaining('no test row') });
  });

  test('an aborted signal ends it with the reason and leaves nothing behind', async () => {
    const empty = join(folder, 'aborted');
    mkdirSync(empty);
    const controller = new AbortController();
    const running = prepareDataset({
      project: ordersProject(file),
      ...intervals,
      datasetsFolder: empty,
      signal: controller.signal,
      onProgress: (fraction) => fraction >= 0.3 && controller.abort(new Error('cancelled by hand')),
    });
    await expect(running).rejects.toThrow('cancelled by hand');
    expect(readdirSync(empty)).toEqual([]);
  });

  test('a damaged manifest is named', async () => {
    const version = join(folder, 'broken-version');
    mkdirSync(version);
    await expect(readDatasetManifest(version)).rejects.toMatchObject({ code: 'DATASET_UNREADABLE' });
    writeFileSync(join(version, DATASET_FILES.manifest), '{"schemaVersion": 1}');
    await expect(readDatasetManifest(version)).rejects.toMatchObject({ code: 'DATASET_UNREADABLE' });
    expect(existsSync(version) && readFileSync(join(version, DATASET_FILES.manifest), 'utf8')).toContain('1');
  });
});
