import { predictProbabilities, type FittedModel, type Tree } from '@flywheel/learn';
import { describe, expect, test } from 'vitest';
import {
  FEATURES,
  randomDense,
  randomFrom,
  randomLogistic,
  randomRows,
  randomTrees,
  runOnnx,
  tableOf,
} from './testing.ts';
import { toOnnx } from './to-onnx.ts';

const THRESHOLD = 0.45;
const options = { features: FEATURES, threshold: THRESHOLD };
const EDGE = { minute: 0, distance: 733.25, origin: 'A00', carrier: 'aa' };
const models: Record<string, FittedModel> = {
  constant: { kind: 'constant', probability: 0.3 },
  logistic: randomLogistic(randomFrom(1)),
  trees: randomTrees(randomFrom(2), 100, 6),
  'trees, some of one leaf': randomTrees(randomFrom(3), 20, 1),
  'trees without a tree': { kind: 'trees', bias: -0.5, features: [], trees: [] },
  'dense net of one layer': randomDense(randomFrom(4), []),
  'dense net of three layers': randomDense(randomFrom(5), [32, 16]),
};

describe.each(Object.entries(models))('%s', (_, model) => {
  test('the graph computes what the trainer predicts, on 10,000 rows with missing and unseen values', async () => {
    const rows = randomRows(randomFrom(6), 10_000);
    const expected = [...predictProbabilities(model, tableOf(rows))];
    const { labels, probabilities } = await runOnnx(toOnnx(model, options), rows);
    expect(labels).toEqual(expected.map((probability) => (probability >= THRESHOLD ? 1 : 0)));
    const worst = Math.max(
      ...expected.map((probability, row) => Math.abs(probability - probabilities[2 * row + 1]!)),
    );
    expect(worst).toBeLessThan(1e-6);
    const sums = expected.map((_value, row) => probabilities[2 * row]! + probabilities[2 * row + 1]!);
    expect(Math.max(...sums.map((sum) => Math.abs(sum - 1)))).toBeLessThan(1e-6);
  });

  test('one row gives the same answer as many', async () => {
    const rows = randomRows(randomFrom(7), 50);
    const bytes = toOnnx(model, options);
    const together = await runOnnx(bytes, rows);
    const alone = await runOnnx(bytes, [rows[49]!]);
    expect(alone.probabilities[1]).toBeCloseTo(together.probabilities[99]!, 6);
  });

  test('the same model gives the same bytes', () => {
    expect(toOnnx(model, options)).toEqual(toOnnx(structuredClone(model), options));
  });
});

test('a probability at the threshold is labelled 1, the next smaller float is not', async () => {
  const at = Math.fround(THRESHOLD);
  const below = at - 2 ** -25;
  for (const [probability, label] of [
    [at, 1],
    [below, 0],
  ] as const) {
    const { labels } = await runOnnx(toOnnx({ kind: 'constant', probability }, options), [EDGE]);
    expect(labels).toEqual([label]);
  }
});

test('a value at the threshold of a split goes left, the next greater float goes right', async () => {
  const threshold = 733.25;
  const tree: Tree = {
    feature: Int32Array.of(1, -1, -1),
    threshold: Float32Array.of(threshold, 0, 0),
    members: [null, null, null],
    missingLeft: Uint8Array.of(0, 0, 0),
    left: Int32Array.of(1, -1, -1),
    right: Int32Array.of(2, -1, -1),
    value: Float32Array.of(0, -3, 3),
  };
  const model = { ...randomTrees(randomFrom(2), 1, 1), bias: 0, trees: [tree] };
  const rows = [EDGE, { ...EDGE, distance: threshold + 2 ** -14 }];
  expect((await runOnnx(toOnnx(model, options), rows)).labels).toEqual([0, 1]);
});

describe('toOnnx refuses', () => {
  const logistic = randomLogistic(randomFrom(1));

  test('a model that reads a feature which is not declared, or is declared as another kind', () => {
    const without = FEATURES.filter(({ name }) => name !== 'origin');
    expect(() => toOnnx(logistic, { ...options, features: without })).toThrow(
      /reads categorical feature "origin", declared is no such feature/,
    );
    const numeric = {
      kind: 'numeric',
      name: 'origin',
      description: '',
      dtype: 'int64',
      min: 0,
      max: 1,
      example: 0,
    } as const;
    expect(() => toOnnx(logistic, { ...options, features: [...without, numeric] })).toThrow(
      /declared is numeric/,
    );
  });

  test('the empty text as a category, since it stands for a missing value', () => {
    const encodings = [{ kind: 'categorical', feature: 'origin', categories: [''] }] as const;
    const model = { kind: 'logistic', encodings, bias: 0, weights: [Float64Array.of(1)] } as const;
    expect(() => toOnnx(model, options)).toThrow(/stands for a missing value/);
  });

  test('weights that do not fit the encodings', () => {
    const model = { ...logistic, weights: logistic.weights.slice(1) };
    expect(() => toOnnx(model, options)).toThrow(/do not fit/);
  });
});
