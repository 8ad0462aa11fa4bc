import type { Tree } from '../fitted-model.ts';
import type { BinnedFeature } from './bin-table.ts';
import type { Split } from './split-rules.ts';

const MAX_FLOAT32 = 3.4028234663852886e38;

/** Collects the nodes of one tree. */
export interface TreeBuilder {
  /** Turns a leaf into an inner node and returns its new children. */
  split(node: number, split: Split): { left: number; right: number };
  setValue(leaf: number, value: number): void;
  finish(): Tree;
}

/** A tree of one leaf, node 0, that may grow to `leaves`. */
export function createTreeBuilder(features: readonly BinnedFeature[], leaves: number): TreeBuilder {
  const size = 2 * leaves - 1;
  const feature = new Int32Array(size).fill(-1);
  const threshold = new Float32Array(size);
  const members = Array.from<unknown, readonly number[] | null>({ length: size }, () => null);
  const missingLeft = new Uint8Array(size);
  const left = new Int32Array(size).fill(-1);
  const right = new Int32Array(size).fill(-1);
  const value = new Float32Array(size);
  let nodes = 1;
  return {
    split(node, split) {
      const binned = features[split.feature]!;
      feature[node] = split.feature;
      missingLeft[node] = split.missingLeft ? 1 : 0;
      if (binned.kind === 'numeric') threshold[node] = binned.borders[split.lastBin] ?? MAX_FLOAT32;
      else members[node] = [...binned.codes].filter((_, bin) => split.goesLeft[bin] === 1);
      left[node] = nodes++;
      right[node] = nodes++;
      return { left: left[node], right: right[node] };
    },
    setValue(leaf, leafValue) {
      value[leaf] = leafValue;
    },
    finish: () => ({
      feature: feature.slice(0, nodes),
      threshold: threshold.slice(0, nodes),
      members: members.slice(0, nodes),
      missingLeft: missingLeft.slice(0, nodes),
      left: left.slice(0, nodes),
      right: right.slice(0, nodes),
      value: value.slice(0, nodes),
    }),
  };
}
