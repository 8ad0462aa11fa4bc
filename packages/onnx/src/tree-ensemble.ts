import type { Tree, TreesModel } from '@flywheel/learn';
import { float32, uint8, type GraphBuilder, type Tensor } from './graph-builder.ts';
import type { RawColumns } from './raw-columns.ts';

/** `nodes_modes` of TreeEnsemble (ai.onnx.ml 5): x <= split, and x is a member of a set. */
const AT_MOST = 0;
const MEMBER = 6;
/** A code that no column holds: the set of a split without members must not be empty. */
const NO_CODE = -2;

/** Logits of a tree model with at least one tree, float32, shape [rows, 1]. */
export function treeLogits(graph: GraphBuilder, columns: RawColumns, model: TreesModel): string {
  const parts = model.features.map((feature) =>
    feature.kind === 'numeric'
      ? columns.numeric(feature.name)
      : columns.code(feature.name, feature.categories),
  );
  const table = graph.node('Concat', parts, 'feature_table', { attributes: { axis: 1 } });
  const attributes = treeAttributes(model.trees);
  const sum = graph.node('TreeEnsemble', [table], 'tree_sum', { attributes, domain: 'ai.onnx.ml' });
  return graph.node('Add', [sum, graph.constant('bias', float32([model.bias]))], 'logits');
}

/** The flat form of the operator: inner nodes and leaves of all trees, each in a list of its own, pointing at positions. */
interface FlatTrees {
  roots: number[];
  modes: number[];
  splits: number[];
  features: number[];
  missingTrue: number[];
  trueNodes: number[];
  trueLeaves: number[];
  falseNodes: number[];
  falseLeaves: number[];
  /** One set per member split in the order of the nodes, each ended by NaN. */
  members: number[];
  leaves: number[];
}

function treeAttributes(trees: readonly Tree[]): Record<string, number | number[] | Tensor> {
  const flat = flatten(trees);
  return {
    n_targets: 1,
    tree_roots: flat.roots,
    nodes_modes: uint8(flat.modes),
    nodes_splits: float32(flat.splits),
    nodes_featureids: flat.features,
    nodes_missing_value_tracks_true: flat.missingTrue,
    nodes_truenodeids: flat.trueNodes,
    nodes_trueleafs: flat.trueLeaves,
    nodes_falsenodeids: flat.falseNodes,
    nodes_falseleafs: flat.falseLeaves,
    ...(flat.members.length > 0 && { membership_values: float32(flat.members) }),
    leaf_targetids: flat.leaves.map(() => 0),
    leaf_weights: float32(flat.leaves),
  };
}

function flatten(trees: readonly Tree[]): FlatTrees {
  const flat: FlatTrees = {
    roots: [],
    modes: [],
    splits: [],
    features: [],
    missingTrue: [],
    trueNodes: [],
    trueLeaves: [],
    falseNodes: [],
    falseLeaves: [],
    members: [],
    leaves: [],
  };
  for (const tree of trees) appendTree(flat, tree);
  return flat;
}

function appendTree(flat: FlatTrees, tree: Tree): void {
  flat.roots.push(flat.modes.length);
  if (isLeaf(tree, 0)) return appendLoneLeaf(flat, tree.value[0]!);
  const innerStart = flat.modes.length;
  const leafStart = flat.leaves.length;
  // Where each node of this tree lands in its list.
  const position = new Int32Array(tree.feature.length);
  let inner = 0;
  let leaf = 0;
  for (let node = 0; node < tree.feature.length; node++)
    position[node] = isLeaf(tree, node) ? leafStart + leaf++ : innerStart + inner++;
  for (let node = 0; node < tree.feature.length; node++) {
    if (isLeaf(tree, node)) flat.leaves.push(tree.value[node]!);
    else appendSplit(flat, tree, node, position);
  }
}

function appendSplit(flat: FlatTrees, tree: Tree, node: number, position: Int32Array): void {
  const members = tree.members[node] ?? null;
  flat.modes.push(members === null ? AT_MOST : MEMBER);
  flat.splits.push(members === null ? tree.threshold[node]! : 0);
  if (members !== null) flat.members.push(...(members.length === 0 ? [NO_CODE] : members), Number.NaN);
  flat.features.push(tree.feature[node]!);
  flat.missingTrue.push(members === null ? tree.missingLeft[node]! : 0);
  flat.trueNodes.push(position[tree.left[node]!]!);
  flat.trueLeaves.push(isLeaf(tree, tree.left[node]!) ? 1 : 0);
  flat.falseNodes.push(position[tree.right[node]!]!);
  flat.falseLeaves.push(isLeaf(tree, tree.right[node]!) ? 1 : 0);
}

/** The operator writes a tree that is one leaf as a split whose two branches are that leaf. */
function appendLoneLeaf(flat: FlatTrees, value: number): void {
  flat.modes.push(AT_MOST);
  flat.splits.push(0);
  flat.features.push(0);
  flat.missingTrue.push(0);
  flat.trueNodes.push(flat.leaves.length);
  flat.trueLeaves.push(1);
  flat.falseNodes.push(flat.leaves.length);
  flat.falseLeaves.push(1);
  flat.leaves.push(value);
}

function isLeaf(tree: Tree, node: number): boolean {
  return tree.feature[node] === -1;
}
