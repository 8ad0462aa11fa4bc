import { describe, expect, it } from 'vitest';
import { computeFigures, meanFigures } from './figures.ts';

const labels = [0, 1, 0, 1];
const probabilities = [0.1, 0.4, 0.4, 0.8];

describe('computeFigures', () => {
  it('gives the figures worked by hand on four rows', () => {
    const figures = computeFigures(labels, probabilities, 0.5);
    // Pairs: 0.4>0.1, 0.4=0.4 (half), 0.8>0.1, 0.8>0.4 = 3.5 of 4.
    expect(figures.rocAuc).toBe(3.5 / 4);
    // Threshold 0.8: precision 1, recall 1/2. Threshold 0.4: precision 2/3, recall 1.
    expect(figures.averagePrecision).toBeCloseTo(0.5 * 1 + 0.5 * (2 / 3), 15);
    expect(figures.logLoss).toBeCloseTo(
      -(Math.log(0.9) + Math.log(0.4) + Math.log(0.6) + Math.log(0.8)) / 4,
      15,
    );
    expect(figures.brier).toBeCloseTo((0.01 + 0.36 + 0.16 + 0.04) / 4, 15);
    expect(figures.accuracy).toBe(3 / 4);
    expect([figures.rows, figures.positives]).toEqual([4, 2]);
  });

  it('predicts 1 from the threshold up', () => {
    expect(computeFigures(labels, probabilities, 0.4).accuracy).toBe(3 / 4);
    expect(computeFigures(labels, probabilities, 0.41).accuracy).toBe(3 / 4);
    expect(computeFigures(labels, probabilities, 0.05).accuracy).toBe(1 / 2);
  });

  it.each([
    ['different lengths', [0, 1], [0.5]],
    ['no rows', [], []],
    ['a label that is no class', [0, 2], [0.1, 0.2]],
    ['one class', [1, 1], [0.1, 0.2]],
    ['a NaN', [0, 1], [Number.NaN, 0.2]],
  ])('refuses %s', (_case, someLabels, someProbabilities) => {
    expect(() => computeFigures(someLabels, someProbabilities, 0.5)).toThrow(RangeError);
  });
});

describe('meanFigures', () => {
  it('sums rows and averages figures over blocks', () => {
    const first = computeFigures(labels, probabilities, 0.5);
    const second = computeFigures([0, 1], [0.2, 0.9], 0.5);
    const mean = meanFigures([first, second]);
    expect([mean.rows, mean.positives]).toEqual([6, 3]);
    expect(mean.rocAuc).toBe((0.875 + 1) / 2);
    expect(mean.logLoss).toBeCloseTo((first.logLoss + second.logLoss) / 2, 15);
  });

  it('refuses no blocks', () => {
    expect(() => meanFigures([])).toThrow(RangeError);
  });
});
