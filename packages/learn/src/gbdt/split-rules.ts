import { PACK, type GradientScales } from './gradients.ts';

/** What a split must respect, and how packed sums become gradients. */
export interface SplitRules {
  readonly scales: GradientScales;
  readonly l2: number;
  readonly minRowsPerLeaf: number;
  /** Rows that a step between category sets must add at least. */
  readonly minRowsPerGroup: number;
}

/** Sums of a leaf, in whole steps. */
export interface LeafSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly rows: number;
}

/** A way to part a leaf's rows. */
export interface Split {
  /** Fall of the loss, twice, in nats. */
  readonly gain: number;
  /** Index of the feature. */
  readonly feature: number;
  readonly left: LeafSums;
  readonly right: LeafSums;
  /** l2 of the two leaves that it makes. */
  readonly l2: number;
  /** 1 for bins that go left, shape [256]. */
  readonly goesLeft: Uint8Array;
  readonly missingLeft: boolean;
  /** Numeric: last bin on the left. Categorical: -1. */
  readonly lastBin: number;
}

/** Least hessian of a leaf, LightGBM's `min_sum_hessian_in_leaf`. */
export const MIN_HESSIAN = 1e-3;
const MIN_GAIN = 1e-9;

/** The two numbers in a packed sum, in whole steps. `rows` is estimated from the hessian share, as LightGBM does. */
export function unpack(sum: number, rowsPerHessian: number): LeafSums {
  const gradient = Math.floor(sum / PACK);
  const hessian = sum - gradient * PACK;
  return { gradient, hessian, rows: Math.round(hessian * rowsPerHessian) };
}

/** Loss that a leaf's Newton step saves, twice: G^2 / (H + l2). Source: Friedman (2001); Chen and Guestrin (2016), eq. 6. */
export function leafGain(gradient: number, hessian: number, l2: number, scales: GradientScales): number {
  const slope = gradient / scales.gradient;
  const denominator = hessian / scales.hessian + l2;
  return denominator > 0 ? (slope * slope) / denominator : 0;
}

/** The gain that a split of `leaf` must exceed to be worth it. */
export function gainToBeat(leaf: LeafSums, { l2, scales }: SplitRules): number {
  return leafGain(leaf.gradient, leaf.hessian, l2, scales) + MIN_GAIN;
}
