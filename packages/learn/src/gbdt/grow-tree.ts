import type { Tree } from '../fitted-model.ts';
import type { BinnedFeature } from './bin-table.ts';
import { findCategoricalSplit } from './categorical-split.ts';
import { BINS, countRows, createHistogram, subtract, type PackedRows } from './histogram.ts';
import { findNumericSplit } from './numeric-split.ts';
import { partition } from './partition.ts';
import { unpack, type LeafSums, type Split, type SplitRules } from './split-rules.ts';
import { createTreeBuilder } from './tree-builder.ts';

/** Memory that every tree of a fit uses again. */
export interface Workspace {
  readonly features: readonly BinnedFeature[];
  readonly rows: PackedRows;
  /** Packed gradients, shape [rows]. */
  readonly packed: Float64Array;
  /** Row numbers, the rows of a leaf side by side, shape [rows]. */
  readonly order: Int32Array;
  readonly scratch: Int32Array;
  /** One for each leaf that may be split. */
  readonly histograms: Float64Array[];
}

/** Where a finished leaf keeps its rows in `order`, and what it adds to their score. */
export interface GrownLeaf {
  readonly start: number;
  readonly end: number;
  readonly value: number;
}

interface Leaf {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly sums: LeafSums;
  readonly l2: number;
  readonly histogram: Float64Array;
  readonly split: Split | null;
}

/** Allocates the memory of a fit: 16 bytes a row beside its bins. */
export function createWorkspace(
  features: readonly BinnedFeature[],
  rows: PackedRows,
  count: number,
): Workspace {
  return {
    features,
    rows,
    packed: new Float64Array(count),
    order: new Int32Array(count),
    scratch: new Int32Array(count),
    histograms: [],
  };
}

/**
 * Grows one tree leaf by leaf: the leaf whose best split lowers the loss most is split next. Of two children the one with
 * fewer rows is counted, its sibling is the parent minus it.
 * @returns the tree, and its leaves with their rows; a single leaf when no split is worth it
 * Source: Ke et al., "LightGBM" (2017).
 */
export function growTree(
  workspace: Workspace,
  { leaves, learningRate, rules }: { leaves: number; learningRate: number; rules: SplitRules },
): { tree: Tree; leaves: GrownLeaf[] } {
  const builder = createTreeBuilder(workspace.features, leaves);
  const grown: Leaf[] = [createRoot(workspace, rules)];
  while (grown.length < leaves) {
    const index = bestOf(grown);
    if (index < 0) break;
    const leaf = grown[index]!;
    const nodes = builder.split(leaf.node, leaf.split!);
    const [left, right] = splitLeaf({
      workspace,
      leaf,
      nodes,
      spare: spareHistogram(workspace, grown.length),
      rules,
    });
    grown[index] = left;
    grown.push(right);
  }
  const valued = grown.map(({ node, start, end, sums, l2 }) => {
    const value = leafValue(sums, l2, learningRate, rules);
    builder.setValue(node, value);
    return { start, end, value };
  });
  return { tree: builder.finish(), leaves: valued };
}

function createRoot(workspace: Workspace, rules: SplitRules): Leaf {
  const { order, packed, rows } = workspace;
  const end = order.length;
  listRows(order);
  const histogram = spareHistogram(workspace, 0);
  countRows({ histogram, rows, order, start: 0, end, packed });
  const sum = histogram.subarray(0, BINS).reduce((total, cell) => total + cell, 0);
  const sums = { ...unpack(sum, 0), rows: end };
  const split = findSplit(workspace, histogram, sums, rules);
  return { node: 0, start: 0, end, sums, l2: rules.l2, histogram, split };
}

/** Puts every row number in its own place. */
export function listRows(order: Int32Array): void {
  for (let row = 0; row < order.length; row++) order[row] = row;
}

/** The histogram that the leaf with this number may use: the first leaf has the first, each split adds one. */
function spareHistogram({ histograms, rows }: Workspace, leaf: number): Float64Array {
  return (histograms[leaf] ??= createHistogram(rows));
}

function splitLeaf({
  workspace,
  leaf: { start, end, histogram: parent, split },
  nodes,
  spare,
  rules,
}: {
  workspace: Workspace;
  leaf: Leaf;
  nodes: { left: number; right: number };
  spare: Float64Array;
  rules: SplitRules;
}): [Leaf, Leaf] {
  const { order, scratch, features, packed, rows } = workspace;
  const { feature, goesLeft, left, right, l2 } = split!;
  const middle = partition({ order, start, end, column: features[feature]!.column, goesLeft, scratch });
  const isLeftCounted = middle - start <= end - middle;
  const counted = isLeftCounted ? { start, end: middle } : { start: middle, end };
  countRows({ histogram: spare, rows, order, ...counted, packed });
  subtract(parent, spare);
  const child = (
    node: number,
    from: number,
    until: number,
    sums: LeafSums,
    histogram: Float64Array,
  ): Leaf => {
    const exact = { ...sums, rows: until - from };
    return {
      node,
      start: from,
      end: until,
      sums: exact,
      l2,
      histogram,
      split: findSplit(workspace, histogram, exact, rules),
    };
  };
  return [
    child(nodes.left, start, middle, left, isLeftCounted ? spare : parent),
    child(nodes.right, middle, end, right, isLeftCounted ? parent : spare),
  ];
}

/** The best split over all features; of equal ones the first. */
function findSplit(
  { features }: Workspace,
  histogram: Float64Array,
  leaf: LeafSums,
  rules: SplitRules,
): Split | null {
  if (leaf.rows < 2 * rules.minRowsPerLeaf || leaf.hessian === 0) return null;
  let best: Split | null = null;
  for (const [feature, binned] of features.entries()) {
    const cells = histogram.subarray(feature * BINS, (feature + 1) * BINS);
    const split =
      binned.kind === 'numeric'
        ? findNumericSplit({ feature, binned, cells }, leaf, rules)
        : findCategoricalSplit({ feature, binned, cells }, leaf, rules);
    if (split && (!best || split.gain > best.gain)) best = split;
  }
  return best;
}

function bestOf(leaves: readonly Leaf[]): number {
  let best = -1;
  for (const [index, { split }] of leaves.entries())
    if (split && (best < 0 || split.gain > leaves[best]!.split!.gain)) best = index;
  return best;
}

/** The Newton step -G / (H + l2), shrunk by the learning rate, as a float32. */
function leafValue(
  { gradient, hessian }: LeafSums,
  l2: number,
  learningRate: number,
  { scales }: SplitRules,
): number {
  const denominator = hessian / scales.hessian + l2;
  return denominator > 0 ? Math.fround((-learningRate * (gradient / scales.gradient)) / denominator) : 0;
}
