import { describe, expect, test } from 'vitest';
import { limitWidth, performanceLimits } from './performance-limits.ts';

const DAY = 86_400_000;

describe('limitWidth', () => {
  test('makes a trigger as rare by chance as two of three windows at the level of the drift rule', () => {
    // One-sided 5% a window: z = 1.6449. P(2 of 3) = 3 a^2 - 2 a^3 = 0.00725 at a = 0.05.
    expect(limitWidth({ windowDays: 7, breaches: 2, ofWindows: 3 })).toBeCloseTo(1.6449, 3);
    // One window alone: P(z below -2.4444) = 0.00725.
    expect(limitWidth({ windowDays: 7, breaches: 1, ofWindows: 1 })).toBeCloseTo(2.4444, 3);
  });
});

describe('performanceLimits', () => {
  // Per day four rows: a pair that is ranked right or wrong, twice. AUC of a day is 1, 0.5 or 0.
  const day = (index: number, right: number): { time: number; label: number; score: number }[] => [
    { time: index * DAY, label: 0, score: right >= 1 ? 0.1 : 0.9 },
    { time: index * DAY + 1, label: 1, score: 0.5 },
    { time: index * DAY + 2, label: 0, score: right >= 2 ? 0.1 : 0.9 },
    { time: index * DAY + 3, label: 1, score: 0.5 },
  ];
  const limitsOf = (rows: { time: number; label: number; score: number }[], policy: object) =>
    performanceLimits({
      time: Float64Array.from(rows, ({ time }) => time),
      labels: Uint8Array.from(rows, ({ label }) => label),
      probabilities: Float64Array.from(rows, ({ score }) => score),
      policy: { windowDays: 2, breaches: 1, ofWindows: 1, ...policy },
    });

  test('takes every run of whole days of a window as a chunk', () => {
    // Runs of two of four days with AUC 1, 0.5, 0.5, 1: (1, .5), (.5, .5), (.5, 1).
    const limits = limitsOf([...day(0, 2), ...day(1, 1), ...day(2, 1), ...day(3, 2)], {});
    expect(limits.chunks).toEqual([0.75, 0.5, 0.75]);
    expect(limits.mean).toBeCloseTo(2 / 3, 12);
    // Variance (2 * (1/12)^2 + (1/6)^2) / 3 = 1/72.
    expect(limits.std).toBeCloseTo(Math.sqrt(1 / 72), 12);
    expect(limits.lowerLimit).toBeCloseTo(2 / 3 - 2.4444 * Math.sqrt(1 / 72), 4);
    expect(limits.upperLimit).toBeCloseTo(2 / 3 + 2.4444 * Math.sqrt(1 / 72), 4);
  });

  test('takes all rows as one chunk when they hold fewer days than a window', () => {
    const limits = limitsOf(day(0, 1), { windowDays: 7 });
    expect(limits).toMatchObject({ chunks: [0.5], mean: 0.5, std: 0, lowerLimit: 0.5, upperLimit: 0.5 });
  });

  test('leaves out chunks of one class, and refuses rows that have no other', () => {
    const oneClass = day(0, 2).map((row) => ({ ...row, label: 0 }));
    expect(limitsOf([...oneClass, ...day(1, 2)], { windowDays: 1 }).chunks).toEqual([1]);
    expect(() => limitsOf(oneClass, {})).toThrow(RangeError);
  });
});
