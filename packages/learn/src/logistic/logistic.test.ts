import { describe, expect, it } from 'vitest';
import { encodeTable, fitEncodings } from '../encode.ts';
import { createExampleTable } from '../example-table.ts';
import { predictProbabilities } from '../predict.ts';
import { createRandom } from '../random.ts';
import type { Table } from '../table.ts';
import { fitLogistic } from './fit-logistic.ts';
import { createLogisticObjective } from './objective.ts';

const params = { l2: 1, tolerance: 1e-9, maxIterations: 100 };

describe('createLogisticObjective', () => {
  const table = createExampleTable({ rows: 200, seed: 3 });
  const encoded = encodeTable(fitEncodings(table), table);
  const objective = createLogisticObjective(encoded, table.target, 2);
  const random = createRandom(4);
  const weights = Float64Array.from({ length: objective.size }, () => random() - 0.5);
  const moved = (index: number, by: number): Float64Array =>
    weights.map((weight, other) => (other === index ? weight + by : weight));

  it('has the gradient of its value, by finite differences', () => {
    const { gradient } = objective.linearize(weights);
    const step = 1e-5;
    for (let index = 0; index < objective.size; index++) {
      const slope = (objective.value(moved(index, step)) - objective.value(moved(index, -step))) / (2 * step);
      expect(gradient[index]).toBeCloseTo(slope, 8);
    }
  });

  it('has the Hessian of its gradient, by finite differences', () => {
    const step = 1e-5;
    for (let index = 0; index < objective.size; index++) {
      const above = objective.linearize(moved(index, step)).gradient;
      const below = objective.linearize(moved(index, -step)).gradient;
      const { diagonal } = objective.linearize(weights);
      const column = objective.hessianTimes(
        Float64Array.from(weights, (_, other) => (other === index ? 1 : 0)),
      );
      for (let other = 0; other < objective.size; other++)
        expect(column[other]).toBeCloseTo((above[other]! - below[other]!) / (2 * step), 8);
      expect(diagonal[index]).toBeCloseTo(column[index]!, 12);
    }
  });
});

describe('fitLogistic', () => {
  it('agrees with scikit-learn', async () => {
    // scikit-learn 1.9.1: LogisticRegression(C=1/0.5, tol=1e-14, solver='newton-cholesky') on the standardised x and the
    // one-hot c.
    const x = [
      10.5, 9.47, 12.56, 10.42, 7.86, 11.45, 15.22, 13.79, 7.19, 4.94, 7.51, 10.17, 0.7, 9.12, 5.02, 7.07,
      7.82, 8.73, 11.65, 14.17, 9.49, 15.47, 7.34, 11.41,
    ];
    const c = [0, 1, 2, 1, 1, 2, 2, 2, 1, 2, 2, 1, 2, 2, 2, 1, 2, 0, 1, 2, 2, 1, 1, 0];
    const y = [0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1];
    const table: Table = {
      rows: 24,
      columns: {
        x: { kind: 'numeric', values: Float32Array.from(x) },
        c: { kind: 'categorical', codes: Int16Array.from(c), categories: ['p', 'q', 'r'] },
      },
      target: Uint8Array.from(y),
      time: new Float64Array(24),
    };
    const model = await fitLogistic({ table, params: { ...params, l2: 0.5, tolerance: 1e-12 } });
    const found = [...model.weights.flatMap((part) => [...part]), model.bias];
    const expected = [
      0.5259678622279694, 0.11994689776823479, -0.13070002317279988, 0.010753125404564481, 0.3851553004084311,
    ];
    // The encoding rounds mean and spread to float32.
    found.forEach((weight, index) => expect(weight).toBeCloseTo(expected[index]!, 6));
    const probabilities = predictProbabilities(model, table);
    expect(probabilities[0]).toBeCloseTo(0.6577098787917591, 6);
    expect(probabilities[2]).toBeCloseTo(0.7032922622537376, 6);
  });

  it('reaches a gradient of zero within its tolerance', async () => {
    const table = createExampleTable({ rows: 2000, seed: 1 });
    const model = await fitLogistic({ table, params });
    const encoded = encodeTable(model.encodings, table);
    const weights = Float64Array.from([...model.weights.flatMap((part) => [...part]), model.bias]);
    const { gradient } = createLogisticObjective(encoded, table.target, params.l2).linearize(weights);
    for (const slope of gradient) expect(Math.abs(slope)).toBeLessThanOrEqual(params.tolerance);
  });

  it('converges when a feature tells the classes apart completely', async () => {
    const table = createExampleTable({ rows: 100, seed: 1 });
    const values = Float32Array.from(table.target, (label) => (label === 1 ? 1 : -1));
    const model = await fitLogistic({
      table: { ...table, columns: { x: { kind: 'numeric', values } } },
      params,
    });
    expect(model.weights[0]![0]).toBeGreaterThan(1);
    expect(model.weights[0]![0]).toBeLessThan(10);
  });

  it('says so when it may not iterate enough', async () => {
    const table = createExampleTable({ rows: 500, seed: 1 });
    await expect(fitLogistic({ table, params: { ...params, maxIterations: 1 } })).rejects.toMatchObject({
      code: 'NOT_CONVERGED',
    });
  });
});
