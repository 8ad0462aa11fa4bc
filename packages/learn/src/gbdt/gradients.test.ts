import { describe, expect, it } from 'vitest';
import { sigmoid } from '../sigmoid.ts';
import { chooseScales, MAX_ROWS, PACK, updateLeaf } from './gradients.ts';
import { unpack } from './split-rules.ts';

/** Packed gradient and hessian of one row many times over, each rounded by another hash. */
const repeat = (score: number, label: number, times: number): { gradient: number; hessian: number } => {
  const scales = chooseScales(times);
  const packed = new Float64Array(times);
  updateLeaf({
    order: Int32Array.from({ length: times }, (_, row) => row),
    start: 0,
    end: times,
    value: score,
    salt: 12345,
    scales,
    scores: new Float32Array(times),
    target: new Uint8Array(times).fill(label),
    packed,
  });
  const sum = unpack(
    packed.reduce((total, cell) => total + cell, 0),
    1,
  );
  return {
    gradient: sum.gradient / times / scales.gradient,
    hessian: sum.hessian / times / scales.hessian,
  };
};

const loss = (score: number, label: number): number =>
  -Math.log(label === 1 ? sigmoid(score) : 1 - sigmoid(score));

describe('updateLeaf', () => {
  it.each([
    [0, 0],
    [0, 1],
    [-1.3, 0],
    [-1.3, 1],
    [2.5, 0],
    [4, 1],
  ])(
    'writes slope and curvature of the log loss at score %d, label %d, by finite differences',
    (score, label) => {
      const step = 1e-3;
      const slope = (loss(score + step, label) - loss(score - step, label)) / (2 * step);
      const curvature =
        (loss(score + step, label) - 2 * loss(score, label) + loss(score - step, label)) / step ** 2;
      const mean = repeat(score, label, 100_000);
      expect(mean.gradient).toBeCloseTo(slope, 3);
      expect(mean.hessian).toBeCloseTo(curvature, 3);
    },
  );

  it('saturates far out without leaving the range', () => {
    for (const score of [-50, 50, -1e6, 1e6]) {
      const mean = repeat(score, 1, 1000);
      expect(mean.gradient).toBeCloseTo(sigmoid(score) - 1, 3);
      expect(mean.hessian).toBeGreaterThanOrEqual(0);
      expect(mean.hessian).toBeLessThan(1e-3);
    }
  });
});

describe('chooseScales', () => {
  it.each([1, 2, 1000, 131_072, 1_000_000, 1_900_000, MAX_ROWS])(
    'keeps every sum over %d rows exact',
    (rows) => {
      const { gradient, hessian } = chooseScales(rows);
      expect(gradient).toBeGreaterThanOrEqual(8);
      // A hessian is at most 1/4, and rounding may add a step.
      const greatestHessian = rows * (hessian / 4 + 1);
      expect(greatestHessian).toBeLessThan(PACK);
      expect(rows * gradient * PACK + greatestHessian).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
    },
  );
});
