import { tooManyRows } from '../errors.ts';
import type { Tree, TreesModel } from '../fitted-model.ts';
import { priorLogit } from '../prior.ts';
import { breathe, type Pulse } from '../pulse.ts';
import { createRandom } from '../random.ts';
import type { Table } from '../table.ts';
import { binTable } from './bin-table.ts';
import { chooseScales, MAX_ROWS, updateLeaf } from './gradients.ts';
import { createWorkspace, growTree, listRows, type GrownLeaf } from './grow-tree.ts';
import { packRows } from './histogram.ts';
import type { GbdtParams } from './params.ts';

/**
 * Gradient boosting of the log loss on histograms. The seed draws the rows that set the bins and the rounding of every
 * gradient, so another seed is another model; the same seed and rows give the same model to the last bit.
 * Ends before `params.trees` when no split lowers the loss; the model has at least one tree.
 * @throws NO_TRAINING_ROWS, ONE_CLASS_ONLY, TOO_MANY_ROWS
 */
export async function fitTrees(
  { table, params, seed }: { table: Table; params: GbdtParams; seed: number },
  pulse: Pulse = {},
): Promise<TreesModel> {
  if (table.rows > MAX_ROWS) throw tooManyRows({ estimator: 'gbdt', rows: table.rows, limit: MAX_ROWS });
  const bias = priorLogit('gbdt', table);
  const random = createRandom(seed);
  const features = binTable(table, params.bins, random);
  await breathe(pulse, 0);
  const workspace = createWorkspace(features, packRows(features, table.rows), table.rows);
  const scores = new Float32Array(table.rows);
  const rules = {
    scales: chooseScales(table.rows),
    l2: params.l2,
    minRowsPerLeaf: params.minRowsPerLeaf,
    minRowsPerGroup: Math.min(100, Math.max(params.minRowsPerLeaf, table.rows / 100)),
  };
  const update = (leaves: readonly GrownLeaf[]): void => {
    const salt = Math.floor(random() * 2 ** 32) | 0;
    const { order, packed } = workspace;
    for (const leaf of leaves)
      updateLeaf({ ...leaf, order, salt, scales: rules.scales, scores, target: table.target, packed });
  };
  listRows(workspace.order);
  update([{ start: 0, end: table.rows, value: bias }]);
  const trees: Tree[] = [];
  while (trees.length < params.trees) {
    await breathe(pulse, trees.length / params.trees);
    const grown = growTree(workspace, { leaves: params.leaves, learningRate: params.learningRate, rules });
    if (grown.leaves.length === 1 && trees.length > 0) break;
    trees.push(grown.tree);
    if (grown.leaves.length === 1) break;
    if (trees.length < params.trees) update(grown.leaves);
  }
  await breathe(pulse, 1);
  return { kind: 'trees', bias, features: features.map(describe), trees };
}

function describe(feature: ReturnType<typeof binTable>[number]): TreesModel['features'][number] {
  return feature.kind === 'numeric'
    ? { kind: 'numeric', name: feature.name }
    : { kind: 'categorical', name: feature.name, categories: feature.categories };
}
