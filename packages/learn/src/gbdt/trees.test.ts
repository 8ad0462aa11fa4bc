import { describe, expect, it } from 'vitest';
import { createExampleTable } from '../example-table.ts';
import type { TreesModel } from '../fitted-model.ts';
import { computeFigures } from '../metrics/figures.ts';
import { createRandom } from '../random.ts';
import type { Table } from '../table.ts';
import { binTable } from './bin-table.ts';
import { fitTrees } from './fit-trees.ts';
import { chooseScales, updateLeaf } from './gradients.ts';
import { createWorkspace, growTree } from './grow-tree.ts';
import { packRows } from './histogram.ts';
import { gbdtParamsSchema } from './params.ts';
import { predictTrees } from './predict-trees.ts';

const params = gbdtParamsSchema.parse({ trees: 30, leaves: 8 });

describe('growTree', () => {
  it('puts every row into the leaf in which prediction finds it', () => {
    const table = createExampleTable({ rows: 3000, seed: 1 });
    const features = binTable(table, 16, createRandom(1));
    const workspace = createWorkspace(features, packRows(features, table.rows), table.rows);
    const { order, packed } = workspace;
    const scales = chooseScales(table.rows);
    order.forEach((_, row) => (order[row] = row));
    const scores = new Float32Array(table.rows);
    updateLeaf({
      order,
      start: 0,
      end: table.rows,
      value: 0,
      salt: 1,
      scales,
      scores,
      target: table.target,
      packed,
    });
    const rules = { scales, l2: 0, minRowsPerLeaf: 20, minRowsPerGroup: 20 };
    const { tree, leaves } = growTree(workspace, { leaves: 20, learningRate: 0.1, rules });
    expect(leaves).toHaveLength(20);
    expect(tree.feature.length).toBe(39);
    const model: TreesModel = { kind: 'trees', bias: 0, features, trees: [tree] };
    const probabilities = predictTrees(model, table);
    let rows = 0;
    for (const { start, end, value } of leaves) {
      expect(end - start).toBeGreaterThanOrEqual(20);
      rows += end - start;
      for (const row of order.subarray(start, end))
        expect(probabilities[row]).toBeCloseTo(1 / (1 + Math.exp(-value)), 12);
    }
    expect(rows).toBe(table.rows);
  });
});

describe('fitTrees', () => {
  const table = createExampleTable({ rows: 6000, seed: 1 });
  const later = createExampleTable({ rows: 6000, seed: 2 });

  it('learns what made the rows, also from missing values and sets of categories', async () => {
    const model = await fitTrees({ table, params, seed: 1 });
    const figures = computeFigures(later.target, predictTrees(model, later), 0.5);
    // The probabilities that made these rows have an AUC of 0.8087 and a log loss of 0.5047 on them.
    expect(figures.rocAuc).toBeGreaterThan(0.8);
    expect(figures.logLoss).toBeLessThan(0.515);
    const used = new Set(model.trees.flatMap((tree) => [...tree.feature]));
    expect(used).toEqual(new Set([-1, 0, 1, 2]));
  });

  it('lowers the training loss with every tree', async () => {
    const losses = [];
    for (const trees of [1, 2, 5, 10, 30]) {
      const model = await fitTrees({ table, params: { ...params, trees }, seed: 1 });
      losses.push(computeFigures(table.target, predictTrees(model, table), 0.5).logLoss);
    }
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
  });

  it('tells apart what no single feature can', async () => {
    const random = createRandom(1);
    const a = Float32Array.from({ length: 4000 }, () => random());
    const b = Float32Array.from({ length: 4000 }, () => random());
    const target = Uint8Array.from(a, (value, row) => (value > 0.5 === b[row]! > 0.5 ? 1 : 0));
    const crossed: Table = {
      rows: 4000,
      columns: { a: { kind: 'numeric', values: a }, b: { kind: 'numeric', values: b } },
      target,
      time: new Float64Array(4000),
    };
    const model = await fitTrees({ table: crossed, params: { ...params, trees: 50 }, seed: 1 });
    expect(computeFigures(target, predictTrees(model, crossed), 0.5).accuracy).toBeGreaterThan(0.95);
  });

  it('gives float32 values only, and children after their parents', async () => {
    const model = await fitTrees({ table, params, seed: 1 });
    expect(Math.fround(model.bias)).toBe(model.bias);
    for (const tree of model.trees) {
      expect(tree.value.every(Number.isFinite)).toBe(true);
      expect(tree.threshold.every(Number.isFinite)).toBe(true);
      tree.feature.forEach((feature, node) => {
        if (feature >= 0) expect(Math.min(tree.left[node]!, tree.right[node]!)).toBeGreaterThan(node);
        expect(tree.members[node] !== null).toBe(feature === 2);
      });
    }
  });

  it('keeps the most frequent categories when there are more than bins', async () => {
    const rows = 6000;
    const random = createRandom(5);
    const codes = Int16Array.from({ length: rows }, () => Math.floor(random() ** 2 * 400));
    const target = Uint8Array.from(codes, (code) => (random() < (code % 2 === 0 ? 0.7 : 0.3) ? 1 : 0));
    const categories = Array.from({ length: 400 }, (_, code) => `c${code}`);
    const wide: Table = {
      rows,
      columns: { c: { kind: 'categorical', codes, categories } },
      target,
      time: new Float64Array(rows),
    };
    const model = await fitTrees({ table: wide, params, seed: 1 });
    expect(computeFigures(target, predictTrees(model, wide), 0.5).rocAuc).toBeGreaterThan(0.6);
    const members = model.trees.flatMap((tree) => tree.members.flatMap((codesOfNode) => codesOfNode ?? []));
    const counts = new Map<number, number>();
    for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
    const ranked = [...counts.keys()].toSorted((x, y) => counts.get(y)! - counts.get(x)! || x - y);
    const kept = new Set(ranked.slice(0, 255));
    expect(members.every((code) => kept.has(code))).toBe(true);
  });

  it('stops when no split lowers the loss', async () => {
    const constant: Table = {
      ...table,
      columns: { x: { kind: 'numeric', values: new Float32Array(table.rows).fill(3) } },
    };
    const model = await fitTrees({ table: constant, params, seed: 1 });
    expect(model.trees).toHaveLength(1);
    const rate = table.target.reduce((sum, label) => sum + label, 0) / table.rows;
    expect(predictTrees(model, constant)[0]).toBeCloseTo(rate, 2);
  });
});
