import { describe, expect, it } from 'vitest';
import { createExampleTable } from './example-table.ts';
import { fitEstimator, parseParams, type EstimatorName } from './fit.ts';
import type { FittedModel } from './fitted-model.ts';
import { predictProbabilities } from './predict.ts';
import { sliceRows, type Table } from './table.ts';

const table = createExampleTable({ rows: 800, seed: 1 });
const estimators: { estimator: EstimatorName; params: Record<string, unknown> }[] = [
  { estimator: 'constant', params: {} },
  { estimator: 'logistic', params: {} },
  { estimator: 'gbdt', params: { trees: 5, leaves: 4 } },
  { estimator: 'dense', params: { hidden: [4], epochs: 1, batchSize: 64 } },
];
const trained = estimators.filter(({ estimator }) => estimator !== 'constant');
const seeded = estimators.filter(({ estimator }) => estimator === 'gbdt' || estimator === 'dense');

/** The model as text; typed arrays as lists, so that every bit counts. */
const textOf = (model: FittedModel): string =>
  JSON.stringify(model, (_key, value: unknown) =>
    ArrayBuffer.isView(value) ? [...(value as Float32Array)] : value,
  );
const withTarget = (label: (row: number) => number, rows = table.rows): Table => ({
  ...sliceRows(table, 0, rows),
  target: Uint8Array.from({ length: rows }, (_, row) => label(row)),
});
const withColumns = (columns: Table['columns']): Table => ({ ...table, columns });
const expectProbabilities = (model: FittedModel, rows: Table): Float64Array => {
  const probabilities = predictProbabilities(model, rows);
  expect(probabilities).toHaveLength(rows.rows);
  for (const probability of probabilities) {
    expect(probability).toBeGreaterThanOrEqual(0);
    expect(probability).toBeLessThanOrEqual(1);
  }
  return probabilities;
};

describe.each(estimators)('$estimator', (spec) => {
  it('gives the same model for the same seed and rows', async () => {
    const first = await fitEstimator({ ...spec, table, seed: 7 });
    const second = await fitEstimator({ ...spec, table, seed: 7 });
    expect(textOf(first.model)).toBe(textOf(second.model));
  });

  it('gives another model when one label changes', async () => {
    const changed = withTarget((row) => (row === 400 ? 1 - table.target[row]! : table.target[row]!));
    const first = await fitEstimator({ ...spec, table, seed: 7 });
    const second = await fitEstimator({ ...spec, table: changed, seed: 7 });
    expect(textOf(first.model)).not.toBe(textOf(second.model));
  });

  it('gives a probability a row, also of unseen categories and missing values', async () => {
    const { model } = await fitEstimator({ ...spec, table, seed: 1 });
    const rows: Table = {
      rows: 3,
      columns: {
        hour: { kind: 'numeric', values: Float32Array.of(3, Number.NaN, 1e30) },
        size: { kind: 'numeric', values: Float32Array.of(Number.NaN, Number.NaN, -5) },
        place: { kind: 'categorical', codes: Int16Array.of(0, -1, 1), categories: ['never seen', 'b'] },
      },
      target: new Uint8Array(3),
      time: new Float64Array(3),
    };
    expectProbabilities(model, rows);
    const missing: Table = {
      ...rows,
      columns: {
        ...rows.columns,
        place: { kind: 'categorical', codes: Int16Array.of(-1, -1, 1), categories: ['z', 'b'] },
      },
    };
    expect(predictProbabilities(model, rows)).toEqual(predictProbabilities(model, missing));
  });

  it('accepts a constant and a wholly missing column, which change nothing', async () => {
    const useless = withColumns({
      constant: { kind: 'numeric', values: new Float32Array(table.rows).fill(0.1) },
      missing: { kind: 'numeric', values: new Float32Array(table.rows).fill(Number.NaN) },
      unknown: { kind: 'categorical', codes: new Int16Array(table.rows).fill(-1), categories: [] },
    });
    const { model } = await fitEstimator({ ...spec, table: useless, seed: 1 });
    const probabilities = expectProbabilities(model, useless);
    const rate = table.target.reduce((sum, label) => sum + label, 0) / table.rows;
    // A net of one epoch may still be on its way; the others are there.
    expect(probabilities[0]).toBeCloseTo(rate, spec.estimator === 'dense' ? 1 : 3);
    expect(new Set(probabilities).size).toBe(1);
  });

  it('refuses a parameter that it does not know, by name', async () => {
    const fit = fitEstimator({ ...spec, params: { ...spec.params, tress: 5 }, table, seed: 1 });
    await expect(fit).rejects.toMatchObject({
      code: 'INVALID_PARAMS',
      message: expect.stringContaining('"tress"'),
    });
  });

  it('refuses no rows', async () => {
    const fit = fitEstimator({ ...spec, table: sliceRows(table, 0, 0), seed: 1 });
    await expect(fit).rejects.toMatchObject({ code: 'NO_TRAINING_ROWS' });
  });

  it('does not start when it was stopped before', async () => {
    const fit = fitEstimator({ ...spec, table, seed: 1, signal: AbortSignal.abort(new Error('stopped')) });
    await expect(fit).rejects.toThrow('stopped');
  });

  it('reports progress from 0 to 1 without going back', async () => {
    const seen: number[] = [];
    await fitEstimator({ ...spec, table, seed: 1, onProgress: (fraction) => seen.push(fraction) });
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });
});

describe.each(trained)('$estimator, which has to tell classes apart,', (spec) => {
  it('refuses rows of one class, one row among them', async () => {
    for (const [rows, label] of [
      [800, 0],
      [800, 1],
      [1, 1],
    ] as const) {
      const fit = fitEstimator({ ...spec, table: withTarget(() => label, rows), seed: 1 });
      await expect(fit).rejects.toMatchObject({
        code: 'ONE_CLASS_ONLY',
        message: expect.stringContaining(`class ${label}`),
      });
    }
  });

  it('fits two rows, one of each class', async () => {
    const two = withTarget((row) => row, 2);
    const { model } = await fitEstimator({ ...spec, table: two, seed: 1 });
    expectProbabilities(model, two);
  });

  it('stops within a second when asked to', async () => {
    const many = createExampleTable({ rows: 300_000, seed: 1 });
    const params = { logistic: {}, gbdt: { trees: 10_000 }, dense: { epochs: 1000 }, constant: {} }[
      spec.estimator
    ];
    const controller = new AbortController();
    const fit = fitEstimator({ ...spec, params, table: many, seed: 1, signal: controller.signal });
    const started = new Promise((resolve) => setTimeout(resolve, 50));
    await started;
    const asked = performance.now();
    controller.abort(new Error('stopped'));
    await expect(fit).rejects.toThrow('stopped');
    expect(performance.now() - asked).toBeLessThan(1000);
  });
});

describe.each(seeded)('$estimator, which draws numbers,', (spec) => {
  it('gives another model for another seed', async () => {
    const first = await fitEstimator({ ...spec, table, seed: 7 });
    const second = await fitEstimator({ ...spec, table, seed: 8 });
    expect(textOf(first.model)).not.toBe(textOf(second.model));
  });
});

describe('constant', () => {
  it('is the base rate, 0 or 1 for one class', async () => {
    const rateOf = async (rows: Table): Promise<number> => {
      const { model } = await fitEstimator({ estimator: 'constant', params: {}, table: rows, seed: 1 });
      return predictProbabilities(model, table)[0]!;
    };
    expect(await rateOf(withTarget((row) => (row % 4 === 0 ? 1 : 0)))).toBe(0.25);
    expect(await rateOf(withTarget(() => 1, 1))).toBe(1);
    expect(await rateOf(withTarget(() => 0))).toBe(0);
  });
});

describe('parseParams', () => {
  it('fills in defaults', () => {
    expect(parseParams('gbdt', { trees: 7 })).toEqual({
      trees: 7,
      leaves: 31,
      learningRate: 0.1,
      bins: 255,
      minRowsPerLeaf: 20,
      l2: 0,
    });
  });

  it('lists every wrong parameter', () => {
    expect(() => parseParams('gbdt', { trees: 0, bins: 256, depth: 3 })).toThrow(
      /"trees" .*"bins" .*unknown "depth"/,
    );
    expect(() => parseParams('dense', { hidden: [0] })).toThrow(/"hidden\.0"/);
    expect(() => parseParams('logistic', { l2: 0 })).toThrow(/"l2"/);
    expect(() => parseParams('constant', null)).toThrow(/constant/);
  });
});
