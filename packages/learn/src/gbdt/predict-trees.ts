import type { Tree, TreesModel } from '../fitted-model.ts';
import { matchCategories, numericValues } from '../match-categories.ts';
import { sigmoid } from '../sigmoid.ts';
import type { Table } from '../table.ts';

/** Rows that go through all trees together: their values and scores stay in the cache. */
const BLOCK = 2048;

/** A tree whose category sets are tables of 0 and 1: entry `firstMember[node] + code`, where code -1 is entry 0. */
interface CompiledTree extends Tree {
  readonly firstMember: Int32Array;
  readonly isMember: Uint8Array;
}

/** Probability of class 1 of each row, shape [rows]. */
export function predictTrees(model: TreesModel, table: Table): Float64Array {
  const columns = model.features.map((feature) =>
    feature.kind === 'numeric'
      ? numericValues(table.columns[feature.name], feature.name)
      : matchCategories(table.columns[feature.name], feature.name, feature.categories),
  );
  const trees = model.trees.map((tree) => compile(tree, model.features));
  const probabilities = new Float64Array(table.rows);
  const values = new Float32Array(columns.length * BLOCK);
  const scores = new Float64Array(BLOCK);
  for (let start = 0; start < table.rows; start += BLOCK) {
    const rows = Math.min(BLOCK, table.rows - start);
    columns.forEach((column, feature) => values.set(column.subarray(start, start + rows), feature * BLOCK));
    scores.fill(model.bias);
    for (const tree of trees) addTree(tree, values, scores, rows);
    for (let row = 0; row < rows; row++) probabilities[start + row] = sigmoid(scores[row]!);
  }
  return probabilities;
}

function compile(tree: Tree, features: TreesModel['features']): CompiledTree {
  const nodes = tree.feature.length;
  const firstMember = new Int32Array(nodes).fill(-1);
  let size = 0;
  for (let node = 0; node < nodes; node++) {
    const feature = features[tree.feature[node]!];
    if (feature?.kind !== 'categorical') continue;
    firstMember[node] = size + 1;
    size += feature.categories.length + 1;
  }
  const isMember = new Uint8Array(size);
  tree.members.forEach((codes, node) => {
    for (const code of codes ?? []) isMember[firstMember[node]! + code] = 1;
  });
  return { ...tree, firstMember, isMember };
}

function addTree(tree: CompiledTree, values: Float32Array, scores: Float64Array, rows: number): void {
  const { feature, threshold, missingLeft, left, right, value, firstMember, isMember } = tree;
  for (let row = 0; row < rows; row++) {
    let node = 0;
    let column = feature[0]!;
    while (column >= 0) {
      const x = values[column * BLOCK + row]!;
      const first = firstMember[node]!;
      let isLeft: boolean;
      if (first > 0) isLeft = isMember[first + x] === 1;
      else if (x === x) isLeft = x <= threshold[node]!;
      else isLeft = missingLeft[node] === 1;
      node = isLeft ? left[node]! : right[node]!;
      column = feature[node]!;
    }
    scores[row]! += value[node]!;
  }
}
