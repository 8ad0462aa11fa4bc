import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { streamRows, type StreamedRow } from './index.ts';
import { makeTestFolder, ordersProject, ordersSelect, writeRows } from './testing.ts';

const folder = makeTestFolder();
const file = join(folder, 'orders.parquet');
const interval = { from: '2024-01-02T00:00:00Z', until: '2024-01-04T00:00:00Z' };

beforeAll(() =>
  writeRows(
    file,
    `${ordersSelect('case when row_id = 300 then null else region end as region, case when row_id = 301 then 99 else items end as items')} order by md5(row_id::varchar)`,
  ),
);

async function collect(share: number): Promise<StreamedRow[]> {
  const rows: StreamedRow[] = [];
  for await (const batch of streamRows({ project: ordersProject(file), interval, share }))
    rows.push(...batch);
  return rows;
}

describe('streamed rows', () => {
  test('are the valid rows of the interval in the order of their events', async () => {
    const rows = await collect(1);
    // Rows 240 to 719; row 301 is out of range.
    expect(rows.map(({ rowId }) => rowId)).toEqual(
      Array.from({ length: 480 }, (_, index) => 240 + index).filter((id) => id !== 301),
    );
    expect(rows[0]).toEqual({
      rowId: 240,
      eventTime: Date.parse('2024-01-02T00:00:00Z'),
      outcomeTime: Date.parse('2024-01-02T02:00:00Z'),
      record: { items: 2, weight: 110, region: 'north' },
      label: 1,
    });
    expect(rows[60]!.record.region).toBeNull();
  });

  test('are always the same part of the rows, and a larger share holds the smaller', async () => {
    const tenth = (await collect(0.1)).map(({ rowId }) => rowId);
    const half = (await collect(0.5)).map(({ rowId }) => rowId);
    expect((await collect(0.1)).map(({ rowId }) => rowId)).toEqual(tenth);
    expect(tenth.every((id) => half.includes(id))).toBe(true);
    expect(tenth.length).toBeGreaterThan(20);
    expect(tenth.length).toBeLessThan(80);
    expect(half.length).toBeGreaterThan(190);
    expect(half.length).toBeLessThan(290);
  });

  test('can be left early, and a share outside (0, 1] is refused', async () => {
    for await (const batch of streamRows({ project: ordersProject(file), interval, share: 1 })) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    await expect(collect(0)).rejects.toThrow(RangeError);
    await expect(collect(1.5)).rejects.toThrow(RangeError);
  });
});
