import { describe, expect, it } from 'vitest';
import { createRandom, shuffledOrder } from '../random.ts';
import type { BinnedFeature } from './bin-table.ts';
import { BINS, countRows, createHistogram, packRows, subtract } from './histogram.ts';
import { partition } from './partition.ts';

const random = createRandom(1);
const ROWS = 500;
const featureOf = (): BinnedFeature => ({
  kind: 'numeric',
  name: 'x',
  bins: 255,
  column: Uint8Array.from({ length: ROWS }, () => Math.floor(random() * 256)),
  borders: new Float32Array(254),
});
const packed = Float64Array.from({ length: ROWS }, () => Math.floor((random() - 0.5) * 2000) * 2 ** 26 + 17);

describe('countRows', () => {
  it.each([1, 4, 5, 6, 7, 8, 9, 13, 16, 17])('sums gradients by bin of %d features', (count) => {
    const features = Array.from({ length: count }, featureOf);
    const rows = packRows(features, ROWS);
    const order = Int32Array.from(shuffledOrder(ROWS, random));
    const histogram = createHistogram(rows);
    countRows({ histogram, rows, order, start: 100, end: 400, packed });
    const expected = new Float64Array(count * BINS);
    for (const row of order.subarray(100, 400))
      features.forEach(({ column }, feature) => (expected[feature * BINS + column[row]!]! += packed[row]!));
    expect(histogram.slice(0, count * BINS)).toEqual(expected);
  });

  it('gives the sibling exactly as parent minus child', () => {
    const rows = packRows([featureOf(), featureOf()], ROWS);
    const order = Int32Array.from(shuffledOrder(ROWS, random));
    const [parent, left, right] = [createHistogram(rows), createHistogram(rows), createHistogram(rows)];
    countRows({ histogram: parent, rows, order, start: 0, end: ROWS, packed });
    countRows({ histogram: left, rows, order, start: 0, end: 123, packed });
    countRows({ histogram: right, rows, order, start: 123, end: ROWS, packed });
    subtract(parent, left);
    expect(parent).toEqual(right);
  });
});

describe('partition', () => {
  it('moves rows that go left to the front, keeps the order of each side and touches no other row', () => {
    const { column } = featureOf();
    const order = Int32Array.from({ length: ROWS }, (_, row) => row);
    const goesLeft = Uint8Array.from({ length: 256 }, (_, bin) => (bin % 3 === 0 ? 1 : 0));
    const middle = partition({ order, start: 50, end: 450, column, goesLeft, scratch: new Int32Array(ROWS) });
    const rows = Array.from({ length: ROWS }, (_, row) => row);
    const isLeft = (row: number): boolean => column[row]! % 3 === 0;
    const inside = rows.slice(50, 450);
    expect([...order]).toEqual([
      ...rows.slice(0, 50),
      ...inside.filter(isLeft),
      ...inside.filter((row) => !isLeft(row)),
      ...rows.slice(450),
    ]);
    expect(middle).toBe(50 + inside.filter(isLeft).length);
  });
});
