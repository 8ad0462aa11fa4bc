import { seriesProfileSchema } from '@flywheel/contracts';
import { expect, test } from 'vitest';
import { buildCategoricalProfile } from './categorical-profile.ts';
import { buildNumericProfile } from './numeric-profile.ts';

const DAY = 86_400_000;
/** Monday 2001-01-01. */
const MONDAY = Date.UTC(2001, 0, 1);

/** `perDay` rows on each of `days` days from a Monday on. */
function times(days: number, perDay: number): Float64Array {
  return Float64Array.from({ length: days * perDay }, (_, row) => MONDAY + Math.floor(row / perDay) * DAY);
}

test('a numeric profile cuts at the deciles, counts every row once and keeps missing apart', () => {
  const values = Float32Array.from({ length: 101 }, (_, index) => (index === 100 ? NaN : index));
  const profile = buildNumericProfile({ values, time: times(1, 101) });
  expect(profile.edges.map((edge) => Number(edge.toFixed(6)))).toEqual([
    9.9, 19.8, 29.7, 39.6, 49.5, 59.4, 69.3, 79.2, 89.1,
  ]);
  expect(profile.counts).toEqual(Array.from({ length: 10 }, () => 10));
  expect(profile.missing).toBe(1);
  expect(seriesProfileSchema.parse(profile)).toEqual(profile);
});

test('a constant has one bin', () => {
  const profile = buildNumericProfile({ values: [5, 5, 5, 5], time: times(2, 2) });
  expect(profile).toMatchObject({ edges: [], counts: [4], designEffect: 1, designEffectRows: null });
});

test('the sample is at most 10,000 sorted values that follow the distribution', () => {
  const values = Float32Array.from({ length: 40_000 }, (_, index) => (index * 7919) % 40_000);
  const { sample } = buildNumericProfile({ values, time: times(1, 40_000) });
  expect(sample.length).toBe(10_000);
  expect(sample.slice(0, 3)).toEqual([2, 6, 10]);
  expect(sample.at(-1)).toBe(39_998);
});

test('a season inside the window is no dependence between windows', () => {
  // The value is the weekday: every day differs from the others, every week is the same.
  const time = times(28, 300);
  const values = Float32Array.from(time, (at) => Math.floor((at - MONDAY) / DAY) % 7);
  const daily = buildNumericProfile({ values, time, windowDays: 1 });
  const weekly = buildNumericProfile({ values, time, windowDays: 7 });
  expect(daily.designEffect).toBeGreaterThan(100);
  expect(weekly.designEffect).toBe(1);
  // Four weeks of 2,100 rows, each against the other 6,300: 2,100 * 6,300 / 8,400.
  expect(weekly.designEffectRows).toBe(1575);
});

test('oldest days that fill no window are left out, so that no weekday counts more than another', () => {
  const time = times(17, 300);
  const values = Float32Array.from(time, (at) => Math.floor((at - MONDAY) / DAY) % 7);
  values[0] = NaN; // on the first day: left out with it
  values[values.length - 1] = NaN;
  const profile = buildNumericProfile({ values, time, windowDays: 7 });
  expect(profile).toMatchObject({ missing: 1, designEffect: 1 });
  expect(profile.counts.reduce((total, count) => total + count)).toBe(14 * 300 - 1);
  const codes = Int16Array.from(values, (value) => (Number.isNaN(value) ? -1 : value));
  const categories = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];
  const words = buildCategoricalProfile({ codes, categories, time, windowDays: 7 });
  expect(words.categories).toEqual(['fr', 'mo', 'sa', 'su', 'th', 'tu', 'we']);
  expect(words.counts).toEqual([600, 600, 600, 600, 600, 600, 599, 0].toSorted((a, b) => b - a));
  expect(words).toMatchObject({ missing: 1, designEffect: 1 });
});

test('a reference shorter than a window is kept whole, and its days are compared', () => {
  const time = times(5, 300);
  const values = Float32Array.from(time, (at) => Math.floor((at - MONDAY) / DAY));
  const profile = buildNumericProfile({ values, time, windowDays: 7 });
  expect(profile.counts.reduce((total, count) => total + count)).toBe(1500);
  expect(profile.designEffect).toBeGreaterThan(100);
});

test('rows that come in clumps of one day raise the design effect', () => {
  const time = times(20, 500);
  // Every day all its rows share a level of their own on top of an even spread.
  const values = Float32Array.from(time, (at, row) => (row % 500) / 500 + (((at - MONDAY) / DAY) % 4) * 0.2);
  expect(buildNumericProfile({ values, time }).designEffect).toBeGreaterThan(5);
});

test('categories below half a percent and beyond the first 20 share the rest', () => {
  // 25 categories: a00 .. a23 hold 40 rows each, rare holds 4 of 964.
  const categories = [...Array.from({ length: 24 }, (_, i) => `a${String(i).padStart(2, '0')}`), 'rare'];
  const codes = [
    ...categories.slice(0, 24).flatMap((_, code) => Array.from({ length: 40 }, () => code)),
    24,
    24,
    24,
    24,
    -1,
  ];
  const profile = buildCategoricalProfile({ codes, categories, time: times(1, codes.length) });
  expect(profile.categories).toEqual(categories.slice(0, 20));
  expect(profile.counts).toEqual([...Array.from({ length: 20 }, () => 40), 4 * 40 + 4]);
  expect(profile.missing).toBe(1);
  expect(seriesProfileSchema.parse(profile)).toEqual(profile);
});

test('the worst unseen share is that of the day with most rows of categories seen on no other day', () => {
  const time = times(3, 4);
  const codes = [0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 2, 0];
  expect(buildCategoricalProfile({ codes, categories: ['a', 'b', 'c'], time }).unseenRatioWorst).toBe(0.5);
});

test('profiles of nothing, or of unequal lengths, are refused', () => {
  expect(() => buildNumericProfile({ values: [NaN], time: [0] })).toThrow(RangeError);
  expect(() => buildNumericProfile({ values: [1, 2], time: [0] })).toThrow(RangeError);
  expect(() => buildCategoricalProfile({ codes: [-1], categories: ['a'], time: [0] })).toThrow(RangeError);
  expect(() => buildCategoricalProfile({ codes: [0], categories: ['a'], time: [] })).toThrow(RangeError);
});
