import type { SeriesDrift, SeriesProfile } from '@flywheel/contracts';
import { expect, test } from 'vitest';
import { mulberry32 } from '../../../golden/read.mjs';
import { buildCategoricalProfile } from './categorical-profile.ts';
import { countWindow } from './count-window.ts';
import { judgeWindow, windowAlpha } from './judge-window.ts';
import { buildNumericProfile } from './numeric-profile.ts';

const DAY = 86_400_000;
const MONDAY = Date.UTC(2001, 0, 1);

/** Irwin-Hall of four uniforms: bell-shaped, variance 1/3. */
function bell({ seed, rows, shift = 0 }: { seed: number; rows: number; shift?: number }): number[] {
  const next = mulberry32(seed);
  return Array.from({ length: rows }, () => next() + next() + next() + next() - 2 + shift);
}

const spread = (rows: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => MONDAY + Math.floor((row / rows) * 28) * DAY);

const numeric = buildNumericProfile({ values: bell({ seed: 1, rows: 20_000 }), time: spread(20_000) });

function judge(
  profile: SeriesProfile,
  values: readonly unknown[],
  previous: SeriesDrift[][] = [],
  known?: Set<string>,
): SeriesDrift {
  const series = [{ feature: 'x', profile, window: countWindow(profile, values, known) }];
  return judgeWindow({ series, windowDays: 1, previous })[0]!;
}

test('a window like the reference is not flagged, a shifted one is', () => {
  expect(judge(numeric, bell({ seed: 2, rows: 2000 }))).toMatchObject({ flagged: false, detected: false });
  const shifted = judge(numeric, bell({ seed: 3, rows: 2000, shift: 0.15 }));
  expect(shifted.flagged).toBe(true);
  expect(shifted.psi).toBeGreaterThan(shifted.psiThreshold);
  expect(shifted.ks).toBeGreaterThan(0.08);
});

test('without drift few windows are flagged: no more than the level says', () => {
  const flags = Array.from({ length: 300 }, (_, index) =>
    judge(numeric, bell({ seed: 1000 + index, rows: 500 })),
  );
  const rate = flags.filter(({ flagged }) => flagged).length / flags.length;
  // One series of daily windows: level 0.05 (the floor of PSI 0.01 does not bind at 500 rows); binomial 3 sigma around it.
  expect(windowAlpha(1, 1)).toBe(0.05);
  expect(rate).toBeGreaterThan(0.01);
  expect(rate).toBeLessThan(0.09);
});

test('the threshold is the psi at which the p-value meets the level', () => {
  const drift = judge(numeric, bell({ seed: 7, rows: 1000, shift: 0.06 }));
  expect(drift.psi > drift.psiThreshold).toBe(drift.pValue < windowAlpha(1, 1));
});

test('a sure but tiny difference is not flagged', () => {
  // 200,000 rows shifted by 0.05, a standard deviation is 0.58: p is tiny, PSI about (0.05 / 0.58)^2.
  const drift = judge(numeric, bell({ seed: 4, rows: 200_000, shift: 0.05 }));
  expect(drift.pValue).toBeLessThan(1e-6);
  expect(drift.psi).toBeLessThan(0.01);
  expect(drift.flagged).toBe(false);
});

test('drift is detected by the second flag of three windows and stays until three are clean', () => {
  const drifted = [0, 1, 0, 1, 0, 0, 0, 1, 0];
  const windows: SeriesDrift[][] = [];
  drifted.forEach((flag, index) => {
    const values = bell({ seed: 20 + index, rows: 500, shift: flag });
    windows.push([judge(numeric, values, windows.slice())]);
  });
  expect(windows.map(([drift]) => (drift!.flagged ? 1 : 0))).toEqual(drifted);
  expect(windows.map(([drift]) => (drift!.detected ? 1 : 0))).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0]);
});

test('missing values that appear are flagged even where the rest did not move', () => {
  const values: (number | null)[] = bell({ seed: 5, rows: 1000 });
  for (let row = 0; row < 50; row++) values[row] = null;
  const drift = judge(numeric, values);
  expect(drift).toMatchObject({ flagged: true, missingRatio: 0.05, missingRatioReference: 0 });
  expect(drift.psi).toBeLessThan(drift.psiThreshold);
});

test('a window that lost every value is flagged by its missing values', () => {
  expect(
    judge(
      numeric,
      Array.from({ length: 500 }, () => null),
    ),
  ).toMatchObject({
    flagged: true,
    missingRatio: 1,
    psi: 0,
    pValue: 1,
    ks: null,
  });
});

test('unseen categories beyond the worst reference day are flagged and counted', () => {
  const categories = ['a', 'b'];
  const codes = Array.from({ length: 2000 }, (_, row) => row % 2);
  const profile = buildCategoricalProfile({ codes, categories, time: spread(2000) });
  const values = Array.from({ length: 500 }, (_, row) => (row < 15 ? 'new' : categories[row % 2]));
  const drift = judge(profile, values, [], new Set(categories));
  expect(drift).toMatchObject({ flagged: true, unseenRatio: 0.03 });
  expect(judge(profile, values).unseenRatio).toBeNull();
});

test('a window as uneven as the reference is day by day is no evidence', () => {
  // Every day 30 rows of one value of its own: 20 days of one size, then a window of such a day.
  const rows = 20 * 300;
  const values = Float32Array.from({ length: rows }, (_, row) =>
    row % 10 === 0 ? (Math.floor(row / 300) * 37) % 100 : row % 100,
  );
  const time = Float64Array.from({ length: rows }, (_, row) => MONDAY + Math.floor(row / 300) * DAY);
  const profile = buildNumericProfile({ values, time });
  const window = Array.from({ length: 300 }, (_, row) => (row % 10 === 0 ? 55 : row % 100));
  const drift = judge(profile, window);
  expect(drift.designEffect).toBeGreaterThan(1.5);
  expect(drift.flagged).toBe(false);
  expect(judge({ ...profile, designEffect: 1, designEffectRows: null }, window).pValue).toBeLessThan(
    drift.pValue,
  );
});

test('a window without rows cannot be judged', () => {
  expect(() => judge(numeric, [])).toThrow(RangeError);
});
