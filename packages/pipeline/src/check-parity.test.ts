import { describe, expect, test } from 'vitest';
import { checkParity } from './check-parity.ts';

const rows = 25_000;
const table = { rows, columns: {}, target: new Uint8Array(rows), time: new Float64Array(rows) };
const model = { kind: 'constant', probability: 0.5000005 } as const;
const scoresOf = (probability: number, label: number) => ({
  probabilities: new Float64Array(rows).fill(probability),
  labels: new Uint8Array(rows).fill(label),
});

describe('checkParity', () => {
  test('passes what is equal to 1e-6, first and last rows included', () => {
    const scores = scoresOf(0.5000005 + 5e-7, 1);
    const parity = checkParity({ model, table, scores, threshold: 0.3 });
    expect(parity.rows).toBe(10_000);
    expect(parity.largest).toBeCloseTo(5e-7, 10);
  });

  test.each([0, rows - 1])('throws when row %i is off', (row) => {
    const scores = scoresOf(0.5000005, 1);
    scores.probabilities[row] = 0.50001;
    expect(() => checkParity({ model, table, scores, threshold: 0.3 })).toThrow(
      expect.objectContaining({ code: 'PARITY_BROKEN' }),
    );
  });

  test('throws on NaN and on a wrong label, but not on a label at the threshold', () => {
    const broken = scoresOf(Number.NaN, 1);
    expect(() => checkParity({ model, table, scores: broken, threshold: 0.3 })).toThrow(/PARITY|compute/);
    const wrong = scoresOf(0.5000005, 0);
    expect(() => checkParity({ model, table, scores: wrong, threshold: 0.3 })).toThrow(/10000 labels differ/);
    expect(checkParity({ model, table, scores: wrong, threshold: 0.5 }).rows).toBe(10_000);
  });
});
