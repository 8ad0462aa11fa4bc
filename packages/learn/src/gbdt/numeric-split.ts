import type { BinnedNumeric } from './bin-table.ts';
import { PACK } from './gradients.ts';
import { BINS } from './histogram.ts';
import {
  gainToBeat,
  MIN_HESSIAN,
  unpack,
  type LeafSums,
  type Split,
  type SplitRules,
} from './split-rules.ts';

/**
 * The best threshold of a numeric feature. Missing values are tried on both sides where the leaf has any, else they are
 * sent to the side with more hessian.
 * @param cells packed sums of the feature, shape [256]
 * @returns null when no threshold lowers the loss within the rules
 */
export function findNumericSplit(
  { feature, binned, cells }: { feature: number; binned: BinnedNumeric; cells: Float64Array },
  leaf: LeafSums,
  rules: SplitRules,
): Split | null {
  const missing = cells[binned.bins]!;
  const sides = missing === 0 ? [0] : [0, missing];
  let best = { gain: gainToBeat(leaf, rules), bin: -1, missingLeft: false, sum: 0 };
  for (const first of sides) {
    const scanned = scan(
      { cells, bins: missing === 0 ? binned.bins - 1 : binned.bins, first, leaf, rules },
      best.gain,
    );
    if (scanned.bin >= 0) best = { ...scanned, missingLeft: first !== 0 };
  }
  if (best.bin < 0) return null;
  const rowsPerHessian = leaf.rows / leaf.hessian;
  const left = unpack(best.sum, rowsPerHessian);
  const right = unpack(leaf.gradient * PACK + leaf.hessian - best.sum, rowsPerHessian);
  const missingLeft = missing === 0 ? left.hessian >= right.hessian : best.missingLeft;
  const goesLeft = new Uint8Array(BINS).fill(1, 0, best.bin + 1);
  goesLeft[binned.bins] = missingLeft ? 1 : 0;
  const gain = best.gain - gainToBeat(leaf, rules);
  return { gain, feature, left, right, l2: rules.l2, goesLeft, missingLeft, lastBin: best.bin };
}

/** Moves bins to the left one by one; numbers are unpacked in place, without objects. */
function scan(
  {
    cells,
    bins,
    first,
    leaf,
    rules: { l2, scales, minRowsPerLeaf },
  }: { cells: Float64Array; bins: number; first: number; leaf: LeafSums; rules: SplitRules },
  gainToExceed: number,
): { gain: number; bin: number; sum: number } {
  const least = Math.max((minRowsPerLeaf * leaf.hessian) / leaf.rows, MIN_HESSIAN * scales.hessian);
  const best = { gain: gainToExceed, bin: -1, sum: 0 };
  const hessianUnit = 1 / scales.hessian;
  const gradientUnit = 1 / scales.gradient ** 2;
  let sum = first;
  for (let bin = 0; bin < bins; bin++) {
    if (cells[bin] === 0) continue;
    sum += cells[bin]!;
    const gradient = Math.floor(sum / PACK);
    const hessian = sum - gradient * PACK;
    if (hessian < least) continue;
    const rest = leaf.hessian - hessian;
    if (rest < least) break;
    const restGradient = leaf.gradient - gradient;
    const gain =
      gradientUnit *
      ((gradient * gradient) / (hessian * hessianUnit + l2) +
        (restGradient * restGradient) / (rest * hessianUnit + l2));
    if (gain > best.gain) {
      best.gain = gain;
      best.bin = bin;
      best.sum = sum;
    }
  }
  return best;
}
