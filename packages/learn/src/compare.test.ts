import { candidateSchema } from '@flywheel/contracts';
import { describe, expect, it } from 'vitest';
import { chooseCandidate, compareCandidates, trainingRows, type CandidateToCompare } from './compare.ts';
import { createExampleTable } from './example-table.ts';
import { fitEstimator } from './fit.ts';
import { computeFigures, meanFigures } from './metrics/figures.ts';
import { predictProbabilities } from './predict.ts';
import { sliceRows } from './table.ts';

// 40 days of 24 rows: three folds cut at days 10, 20 and 30.
const table = createExampleTable({ rows: 960, seed: 1 });
const candidates: CandidateToCompare[] = [
  { name: 'base', estimator: 'constant', params: {} },
  { name: 'sampled', estimator: 'constant', params: {}, maxRows: 100 },
  { name: 'boosted', estimator: 'gbdt', params: { trees: 20, leaves: 4 } },
];
const common = { candidates, table, folds: 3, seed: 1, threshold: 0.5, now: () => 0 };

describe('compareCandidates', () => {
  it('fits on the earlier rows of each fold and measures on the block that follows', async () => {
    const { candidates: compared, heldOut } = await compareCandidates(common);
    const blocks = [240, 480, 720].map(async (start) => {
      const { model } = await fitEstimator({
        estimator: 'gbdt',
        params: { trees: 20, leaves: 4 },
        table: sliceRows(table, 0, start),
        seed: 1,
      });
      const test = sliceRows(table, start, start + 240);
      return { test, probabilities: predictProbabilities(model, test) };
    });
    const expected = await Promise.all(blocks);
    const figures = expected.map(({ test, probabilities }) =>
      computeFigures(test.target, probabilities, 0.5),
    );
    expect(compared[2]!.folds).toEqual(figures);
    expect(compared[2]!.mean).toEqual(meanFigures(figures));
    expect([heldOut.start, heldOut.end]).toEqual([240, 960]);
    expect([...heldOut.probabilities['boosted']!]).toEqual(
      expected.flatMap(({ probabilities }) => [...probabilities]),
    );
  });

  it('trains a candidate with maxRows on a sample of all earlier rows, the same for the same seed', async () => {
    const sample = trainingRows(table, { end: 720, maxRows: 100, seed: 1 });
    expect(sample.rows).toBe(100);
    expect(sample.time).toEqual(sample.time.toSorted());
    expect(sample.time[0]).toBeLessThan(table.time[100]!);
    expect(sample.time.at(-1)).toBeGreaterThan(table.time[600]!);
    expect(sample.time.at(-1)).toBeLessThan(table.time[720]!);
    expect(trainingRows(table, { end: 720, maxRows: 100, seed: 1 })).toEqual(sample);
    expect(trainingRows(table, { end: 720, maxRows: 100, seed: 2 }).time).not.toEqual(sample.time);
    const { heldOut } = await compareCandidates(common);
    const rate = sample.target.reduce((sum, label) => sum + label, 0) / 100;
    expect(heldOut.probabilities['sampled']!.at(-1)).toBe(rate);
  });

  it('gives candidates as the contract has them, with the seconds of the given clock', async () => {
    let clock = 0;
    const { candidates: compared } = await compareCandidates({ ...common, now: () => (clock += 500) });
    for (const candidate of compared) {
      expect(candidateSchema.parse(candidate)).toEqual(candidate);
      // Half a second a fold.
      expect(candidate.fitSeconds).toBe(1.5);
    }
  });

  it('reports which candidate and fold it is at, without going back', async () => {
    const seen: { fraction: number; at: string }[] = [];
    await compareCandidates({
      ...common,
      onProgress: ({ fraction, candidate, fold, folds }) =>
        seen.push({ fraction, at: `${candidate} ${fold}/${folds}` }),
    });
    const fractions = seen.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    expect([...new Set(seen.map(({ at }) => at))]).toEqual([
      'base 1/3',
      'base 2/3',
      'base 3/3',
      'sampled 1/3',
      'sampled 2/3',
      'sampled 3/3',
      'boosted 1/3',
      'boosted 2/3',
      'boosted 3/3',
    ]);
  });

  it('checks all params before it fits anything', async () => {
    const wrong = { name: 'wrong', estimator: 'gbdt' as const, params: { trees: -1 } };
    const seen: unknown[] = [];
    const comparison = compareCandidates({
      ...common,
      candidates: [...candidates, wrong],
      onProgress: (progress) => seen.push(progress),
    });
    await expect(comparison).rejects.toMatchObject({ code: 'INVALID_PARAMS' });
    expect(seen).toEqual([]);
  });

  it('refuses a fold whose test rows are of one class, and too few days', async () => {
    const target = table.target.map((label, row) => (row >= 720 ? 0 : label));
    await expect(compareCandidates({ ...common, table: { ...table, target } })).rejects.toMatchObject({
      code: 'FOLD_WITH_ONE_CLASS',
      message: expect.stringContaining('fold 3'),
    });
    await expect(compareCandidates({ ...common, table: sliceRows(table, 0, 48) })).rejects.toMatchObject({
      code: 'TOO_FEW_DAYS',
    });
  });
});

describe('chooseCandidate', () => {
  const withLoss = (name: string, logLoss: number) => ({
    name,
    mean: { ...meanFigures([computeFigures([0, 1], [0.2, 0.8], 0.5)]), logLoss },
  });

  it('takes the least mean log loss', () => {
    expect(chooseCandidate([withLoss('a', 0.5), withLoss('b', 0.4), withLoss('c', 0.45)]).name).toBe('b');
  });

  it('takes the first of equals', () => {
    const near = [withLoss('a', 0.5), withLoss('b', 0.4 + 5e-10), withLoss('c', 0.4)];
    expect(chooseCandidate(near).name).toBe('b');
    expect(chooseCandidate([withLoss('a', 0.5), withLoss('b', 0.4 + 1e-8), withLoss('c', 0.4)]).name).toBe(
      'c',
    );
  });

  it('refuses an empty list', () => {
    expect(() => chooseCandidate([])).toThrow(RangeError);
  });
});
