import type { BinnedCategorical } from './bin-table.ts';
import { PACK } from './gradients.ts';
import { BINS } from './histogram.ts';
import {
  gainToBeat,
  leafGain,
  MIN_HESSIAN,
  unpack,
  type LeafSums,
  type Split,
  type SplitRules,
} from './split-rules.ts';

/** LightGBM's `cat_smooth`: categories with fewer rows are not ranked, and ranks are drawn towards 0 by this hessian. */
const SMOOTH = 10;
/** LightGBM's `cat_l2`. */
const EXTRA_L2 = 10;
/** LightGBM's `max_cat_threshold`: members of the smaller set at most. */
const MAX_MEMBERS = 32;

/**
 * The best set of categories that goes left: categories are sorted by gradient / hessian, and sets grow from either end.
 * Missing, unseen, rare and unranked categories go right.
 * @param cells packed sums of the feature, shape [256]
 * @returns null when no set lowers the loss within the rules
 * Source: Fisher (1958); LightGBM, FindBestThresholdCategorical.
 */
export function findCategoricalSplit(
  { feature, binned, cells }: { feature: number; binned: BinnedCategorical; cells: Float64Array },
  leaf: LeafSums,
  rules: SplitRules,
): Split | null {
  const ranked = rankBins(cells, binned.bins, leaf, rules);
  const toBeat = gainToBeat(leaf, rules);
  const forward = grow({ cells, order: ranked, leaf, rules }, toBeat);
  const backward = grow({ cells, order: ranked.toReversed(), leaf, rules }, forward.gain);
  const best = backward.members > 0 ? backward : forward;
  if (best.members === 0) return null;
  const members = (best === backward ? ranked.toReversed() : ranked).subarray(0, best.members);
  const goesLeft = new Uint8Array(BINS);
  for (const bin of members) goesLeft[bin] = 1;
  const rowsPerHessian = leaf.rows / leaf.hessian;
  return {
    gain: best.gain - toBeat,
    feature,
    left: unpack(best.sum, rowsPerHessian),
    right: unpack(leaf.gradient * PACK + leaf.hessian - best.sum, rowsPerHessian),
    l2: rules.l2 + EXTRA_L2,
    goesLeft,
    missingLeft: false,
    lastBin: -1,
  };
}

/** Bins with enough rows by gradient / (hessian + smoothing), ascending; ties by bin. Rank and bin are sorted as one number. */
function rankBins(cells: Float64Array, bins: number, leaf: LeafSums, { scales }: SplitRules): Uint8Array {
  const keys = new Float64Array(bins);
  const leastHessian = ((SMOOTH - 0.5) * leaf.hessian) / leaf.rows;
  let count = 0;
  for (let bin = 0; bin < bins; bin++) {
    const gradient = Math.floor(cells[bin]! / PACK);
    const hessian = cells[bin]! - gradient * PACK;
    if (hessian < leastHessian) continue;
    const rank = gradient / scales.gradient / (hessian / scales.hessian + SMOOTH);
    keys[count++] = Math.floor(rank * 2 ** 24) * BINS + bin;
  }
  const sorted = keys.subarray(0, count).sort();
  return Uint8Array.from(sorted, (key) => key - Math.floor(key / BINS) * BINS);
}

/** Adds bins to the left in the order given while the rules allow, and keeps the best set. */
function grow(
  {
    cells,
    order,
    leaf,
    rules,
  }: { cells: Float64Array; order: Uint8Array; leaf: LeafSums; rules: SplitRules },
  gainToExceed: number,
): { gain: number; members: number; sum: number } {
  const { scales, minRowsPerLeaf, minRowsPerGroup } = rules;
  const hessianPerRow = leaf.hessian / leaf.rows;
  const least = Math.max(minRowsPerLeaf * hessianPerRow, MIN_HESSIAN * scales.hessian);
  const leastGroup = minRowsPerGroup * hessianPerRow;
  const limit = Math.min(MAX_MEMBERS, (order.length + 1) >>> 1);
  const best = { gain: gainToExceed, members: 0, sum: 0 };
  let sum = 0;
  let group = 0;
  for (let index = 0; index < limit; index++) {
    const cell = cells[order[index]!]!;
    sum += cell;
    group += cell - Math.floor(cell / PACK) * PACK;
    const gradient = Math.floor(sum / PACK);
    const hessian = sum - gradient * PACK;
    const rest = leaf.hessian - hessian;
    if (rest < least || rest < leastGroup) break;
    if (hessian < least || group < leastGroup) continue;
    group = 0;
    const gain =
      leafGain(gradient, hessian, rules.l2 + EXTRA_L2, scales) +
      leafGain(leaf.gradient - gradient, rest, rules.l2 + EXTRA_L2, scales);
    if (gain <= best.gain) continue;
    best.gain = gain;
    best.members = index + 1;
    best.sum = sum;
  }
  return best;
}
