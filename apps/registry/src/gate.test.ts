import type { Evaluation, Figures, Gate } from '@flywheel/contracts';
import { expect, it } from 'vitest';
import { checkGate, explainRefusal, passes } from './gate.ts';

const gate: Gate = {
  metric: 'rocAuc',
  threshold: 0.6,
  minimumGain: 0.01,
  minimumGainOverBaseline: 0.005,
  minimumRows: 1000,
};
const figures = (rocAuc: number, logLoss = 0.42, rows = 5000): Figures => ({
  rows,
  positives: Math.round(rows / 5),
  rocAuc,
  logLoss,
  brier: 0.13,
  averagePrecision: 0.35,
  accuracy: 0.8,
});
const evaluation = (challenger: Figures, champion: Figures | null): Evaluation => ({
  id: 'e',
  project: 'flights',
  model: 'flights',
  challenger: { version: '2', figures: challenger },
  champion: champion && { version: '1', figures: champion },
  baseline: figures(0.5, 0.45),
  rows: { interval: { from: '2001-04-01T00:00:00Z', until: '2001-04-15T00:00:00Z' }, digest: 'a'.repeat(64) },
  createdAt: '2026-01-01T00:00:00Z',
});
const failed = (checks: ReturnType<typeof checkGate>): string[] =>
  checks.filter(({ passed }) => !passed).map(({ check }) => check);

it('lets a better challenger pass', () => {
  const checks = checkGate({
    gate,
    evaluation: evaluation(figures(0.71), figures(0.68)),
    championVersion: '1',
  });
  expect(passes(checks)).toBe(true);
  expect(checks.at(-1)!.explanation).toBe(
    "rocAuc 0.7100 against version 1's 0.6800: 0.0300 better (needs 0.0100)",
  );
});

it.each([
  ['worse', 0.67],
  ['equal', 0.68],
  ['better by less than the minimum', 0.6899],
])('refuses a challenger that is %s', (_, rocAuc) => {
  const checks = checkGate({
    gate,
    evaluation: evaluation(figures(rocAuc), figures(0.68)),
    championVersion: '1',
  });
  expect(failed(checks)).toEqual(['beats_champion']);
  expect(explainRefusal(checks)).toContain("version 1's 0.6800");
});

it('lets a figure pass that just reaches its threshold', () => {
  const first = { gate, evaluation: evaluation(figures(0.6), null), championVersion: null };
  expect(passes(checkGate(first))).toBe(true);
  const below = { ...first, evaluation: evaluation(figures(0.5999), null) };
  expect(failed(checkGate(below))).toEqual(['threshold']);
  const loss = { ...gate, metric: 'logLoss', threshold: 0.42 } as const;
  expect(passes(checkGate({ ...first, gate: loss }))).toBe(true);
});

it('asks a first version for the threshold and a gain over the base rate only', () => {
  expect(
    passes(checkGate({ gate, evaluation: evaluation(figures(0.61), null), championVersion: null })),
  ).toBe(true);
  expect(
    failed(checkGate({ gate, evaluation: evaluation(figures(0.59), null), championVersion: null })),
  ).toEqual(['threshold']);
  expect(
    failed(checkGate({ gate, evaluation: evaluation(figures(0.61, 0.449), null), championVersion: null })),
  ).toEqual(['beats_baseline']);
});

it('refuses a version that was never evaluated, and passes nothing on no checks', () => {
  expect(failed(checkGate({ gate, evaluation: null, championVersion: null }))).toEqual(['evaluated']);
  expect(passes([])).toBe(false);
});

it('refuses an evaluation against somebody who is not champion any more', () => {
  const checks = checkGate({
    gate,
    evaluation: evaluation(figures(0.71), figures(0.68)),
    championVersion: '3',
  });
  expect(failed(checks)).toEqual(['compared_with_champion']);
  expect(explainRefusal(checks)).toContain('compared with version 1, the champion is version 3');
});

it('refuses a decision on too few rows', () => {
  const few = evaluation(figures(0.71, 0.42, 999), figures(0.68, 0.44, 999));
  expect(failed(checkGate({ gate, evaluation: few, championVersion: '1' }))).toEqual(['enough_rows']);
});

it('reads less as better for a loss', () => {
  const byLoss: Gate = { ...gate, metric: 'logLoss', threshold: 0.44, minimumGain: 0.001 };
  expect(
    passes(
      checkGate({
        gate: byLoss,
        evaluation: evaluation(figures(0.7, 0.42), figures(0.7, 0.43)),
        championVersion: '1',
      }),
    ),
  ).toBe(true);
  expect(
    failed(
      checkGate({
        gate: byLoss,
        evaluation: evaluation(figures(0.7, 0.43), figures(0.7, 0.42)),
        championVersion: '1',
      }),
    ),
  ).toEqual(['beats_champion']);
  expect(
    failed(
      checkGate({
        gate: byLoss,
        evaluation: evaluation(figures(0.7, 0.441), figures(0.7, 0.45)),
        championVersion: '1',
      }),
    ),
  ).toContain('threshold');
});

it('passes no figure that is not a number', () => {
  expect(
    failed(
      checkGate({ gate, evaluation: evaluation(figures(Number.NaN), figures(0.68)), championVersion: '1' }),
    ),
  ).toContain('threshold');
});
