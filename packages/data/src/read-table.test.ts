import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readTable } from './index.ts';
import { makeTestFolder, ordersProject, ordersSelect, writeRows } from './testing.ts';

const folder = makeTestFolder();
const file = join(folder, 'orders.parquet');
const { features, target } = ordersProject(file);

beforeAll(() =>
  writeRows(
    file,
    ordersSelect(
      `case when row_id = 2 then null else items end as items,
       case when row_id = 4 then 'it''s' else region end as region`,
    ),
  ),
);

describe('a table', () => {
  test('holds every row in the order of the file, missing numbers as NaN', async () => {
    const table = await readTable({ file, features, target });
    expect(table.rows).toBe(1000);
    expect(Object.keys(table.columns)).toEqual(['items', 'weight', 'region']);
    const { items, weight } = table.columns;
    if (items?.kind !== 'numeric' || weight?.kind !== 'numeric') throw new Error('numeric columns expected');
    expect([...items.values].slice(0, 5)).toEqual([0, 1, Number.NaN, 3, 4]);
    expect([...weight.values].slice(0, 3)).toEqual([0, 4.625, 9.25]);
    expect([...table.target].slice(0, 5)).toEqual([1, 0, 0, 0, 1]);
    expect(table.time[1]).toBe(Date.parse('2024-01-01T00:06:00Z'));
    expect(table.time[999]).toBe(Date.parse('2024-01-01T00:00:00Z') + 999 * 360_000);
  });

  test('turns texts into positions in the sorted categories of the file', async () => {
    const table = await readTable({ file, features, target });
    const { region } = table.columns;
    if (region?.kind !== 'categorical') throw new Error('a categorical column expected');
    expect(region.categories).toEqual(["it's", 'north', 'south', 'west']);
    expect([...region.codes].slice(0, 5)).toEqual([1, 2, 3, 1, 0]);
  });

  test('gives -1 to texts that are not among the given categories', async () => {
    const table = await readTable({ file, features, target, categories: { region: ['west', 'north'] } });
    const { region } = table.columns;
    if (region?.kind !== 'categorical') throw new Error('a categorical column expected');
    expect(region.categories).toEqual(['west', 'north']);
    expect([...region.codes].slice(0, 5)).toEqual([1, -1, 0, 1, -1]);
  });

  test('of a file that is missing or damaged is one clear error', async () => {
    await expect(readTable({ file: join(folder, 'no.parquet'), features, target })).rejects.toMatchObject({
      code: 'DATASET_UNREADABLE',
    });
    const damaged = join(folder, 'damaged.parquet');
    writeFileSync(damaged, 'PAR1 nonsense');
    await expect(readTable({ file: damaged, features, target })).rejects.toMatchObject({
      code: 'DATASET_UNREADABLE',
    });
  });
});
