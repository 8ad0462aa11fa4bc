import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeTable, fitEncodings } from '../encode.ts';
import { createExampleTable } from '../example-table.ts';
import { computeFigures } from '../metrics/figures.ts';
import { logLoss } from '../metrics/log-loss.ts';
import { createRandom } from '../random.ts';
import { multiplyBatch, multiplyBatchTransposed } from './batch.ts';
import { denseParamsSchema, fitDense } from './fit-dense.ts';
import { createNetwork, extractLayers, networkLoss } from './network.ts';
import { predictDense } from './predict-dense.ts';
import { startTensorflow } from './tensorflow.ts';

const table = createExampleTable({ rows: 3000, seed: 1 });
const later = createExampleTable({ rows: 3000, seed: 2 });
const params = denseParamsSchema.parse({ hidden: [8, 4], epochs: 8, batchSize: 64, learningRate: 0.01 });

beforeAll(async () => {
  await startTensorflow();
});

describe('startTensorflow', () => {
  it('names its backend and why, without a path of this machine', async () => {
    const { note } = await startTensorflow();
    expect(note).toMatch(/^computed by TensorFlow\.js on its backend "(tensorflow|wasm|cpu)" \(.+\)$/);
    // CI installs the native library and must not fall back without notice.
    if (process.env['FLYWHEEL_NATIVE_TENSORFLOW'] === '1') expect(note).toContain('"tensorflow"');
    expect(note).toContain(`"${tf.getBackend()}"`);
    expect(note).not.toMatch(/\/\w+\//);
  });
});

describe('multiplyBatch', () => {
  const table = {
    rows: 2,
    width: 4,
    numeric: [{ input: 0, values: Float32Array.of(0.5, -2) }],
    categorical: [{ first: 1, size: 3, positions: Int16Array.of(2, -1) }],
  };

  it('is the product of the rows, one-hot columns written out, with the weights', () => {
    // Row 1 is [-2, 0, 0, 0], row 0 is [0.5, 0, 0, 1].
    const weights = Float32Array.of(1, 2, 9, 9, 9, 9, 3, 4);
    expect([...multiplyBatch({ table, order: Uint32Array.of(1, 0) }, weights, 2)]).toEqual([-2, -4, 3.5, 5]);
  });

  it('transposed is the product of the columns with the slopes', () => {
    const slopes = Float32Array.of(1, 10, 2, 20);
    expect([...multiplyBatchTransposed({ table, order: Uint32Array.of(1, 0) }, slopes, 2)]).toEqual([
      -1, -10, 0, 0, 0, 0, 2, 20,
    ]);
  });
});

describe('networkLoss', () => {
  const encodings = fitEncodings(table);
  const encoded = encodeTable(encodings, table);
  const rows = Uint32Array.from({ length: 40 }, (_, row) => row);
  const create = () =>
    createNetwork(tf, { width: encoded.width, hidden: [5, 3], prior: -0.7, random: createRandom(2) });
  const batch = { table: encoded, order: rows };
  const labels = () => tf.tensor1d(Float32Array.from(rows, (row) => table.target[row]!));

  it('has the gradient that finite differences of the prediction give in float64', async () => {
    const network = create();
    // A unit without input and with bias 0 sits on the bend of its relu, where no slope is right.
    const random = createRandom(3);
    for (const { bias } of network.layers)
      bias.assign(tf.tensor1d(Float32Array.from({ length: bias.size }, () => random() - 0.5)));
    const { grads } = tf.variableGrads(() => networkLoss(tf, network, batch, labels()));
    const layers = await extractLayers(network);
    const lossOf = (): number => {
      const probabilities = predictDense({ kind: 'dense', encodings, layers }, table).subarray(0, 40);
      return logLoss(table.target.subarray(0, 40), probabilities);
    };
    for (const [index, layer] of layers.entries())
      for (const part of ['weights', 'bias'] as const) {
        const slopes = await grads[network.layers[index]![part].name]!.data();
        const values = layer[part];
        for (let at = 0; at < values.length; at++) {
          const kept = values[at]!;
          values[at] = kept + 1e-4;
          const [above, high] = [lossOf(), values[at]!];
          values[at] = kept - 1e-4;
          const slope = (above - lossOf()) / (high - values[at]!);
          values[at] = kept;
          expect(slopes[at]).toBeCloseTo(slope, 4);
        }
      }
    network.dispose();
  });

  it('is the mean log loss of the probabilities that prediction computes from the same weights', async () => {
    const network = create();
    const [loss] = await networkLoss(tf, network, batch, labels()).data();
    const model = {
      kind: 'dense' as const,
      encodings: fitEncodings(table),
      layers: await extractLayers(network),
    };
    const probabilities = predictDense(model, table).subarray(0, 40);
    expect(loss).toBeCloseTo(computeFigures(table.target.subarray(0, 40), probabilities, 0.5).logLoss, 6);
    network.dispose();
  });
});

describe('fitDense', () => {
  it('learns what made the rows', async () => {
    const { model } = await fitDense({ table, params, seed: 1 });
    const figures = computeFigures(later.target, predictDense(model, later), 0.5);
    // Less than trees reach: a missing size is encoded as the mean, so the net cannot see it.
    expect(figures.rocAuc).toBeGreaterThan(0.76);
    expect(figures.logLoss).toBeLessThan(0.56);
    expect(model.layers.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
      [7, 8],
      [8, 4],
      [4, 1],
    ]);
    expect(model.layers.map(({ activation }) => activation)).toEqual(['relu', 'relu', 'sigmoid']);
  });

  it('starts from the base rate without hidden layers too', async () => {
    const { model } = await fitDense({ table, params: { ...params, hidden: [] }, seed: 1 });
    expect(computeFigures(later.target, predictDense(model, later), 0.5).rocAuc).toBeGreaterThan(0.7);
  });

  it('leaves no tensor behind, also when it is stopped', async () => {
    const before = tf.memory().numTensors;
    await fitDense({ table, params: { ...params, epochs: 1 }, seed: 1 });
    const stopped = fitDense({ table, params, seed: 1 }, { signal: AbortSignal.timeout(20) });
    await expect(stopped).rejects.toThrow(/timeout/i);
    expect(tf.memory().numTensors).toBe(before);
  });
});
