import { describe, expect, it } from 'vitest';
import { timeSeriesFolds } from './folds.ts';

const DAY = 24 * 60 * 60 * 1000;
const start = Date.UTC(2001, 0, 1);
/** `counts[d]` rows spread over day d. */
const timeOf = (counts: number[]): Float64Array =>
  Float64Array.from(
    counts.flatMap((rows, day) =>
      Array.from({ length: rows }, (_, row) => start + day * DAY + (row * DAY) / rows),
    ),
  );

describe('timeSeriesFolds', () => {
  it('trains on everything before each test block, blocks of about equal size', () => {
    const time = timeOf(Array.from({ length: 8 }, () => 10));
    expect(timeSeriesFolds(time, 3)).toEqual([
      { train: { start: 0, end: 20 }, test: { start: 20, end: 40 } },
      { train: { start: 0, end: 40 }, test: { start: 40, end: 60 } },
      { train: { start: 0, end: 60 }, test: { start: 60, end: 80 } },
    ]);
  });

  it('cuts at midnight UTC only', () => {
    const time = timeOf([7, 3, 11, 0, 5, 1, 9]);
    for (const { train, test } of timeSeriesFolds(time, 4)) {
      expect(Math.floor(time[test.start]! / DAY)).toBeGreaterThan(Math.floor(time[test.start - 1]! / DAY));
      expect(train.end).toBe(test.start);
      expect(test.end).toBeGreaterThan(test.start);
    }
  });

  it('gives every block a day when one day has nearly all rows', () => {
    const time = timeOf([1, 1, 1000, 1]);
    expect(timeSeriesFolds(time, 3).map(({ test }) => test.start)).toEqual([1, 2, 1002]);
  });

  it('refuses fewer days than blocks, naming both numbers', () => {
    expect(() => timeSeriesFolds(timeOf([5, 5, 5]), 3)).toThrow(/at least 4 days, received 3/);
    expect(() => timeSeriesFolds(new Float64Array(0), 2)).toThrow(/received 0/);
  });

  it('refuses time that goes back and a number of folds that is none', () => {
    expect(() => timeSeriesFolds(Float64Array.of(2, 1), 1)).toThrow(RangeError);
    expect(() => timeSeriesFolds(timeOf([1, 1]), 0)).toThrow(RangeError);
  });
});
