import { measureDesignEffect, type DesignEffect } from './design-effect.ts';
import { wholeWindows, type WholeWindows } from './whole-windows.ts';

/** Counts of a binned series over the reference, and what its blocks say about dependence. */
export interface BinnedReference extends DesignEffect {
  counts: number[];
  missing: number;
}

/**
 * Counts a binned series of the reference. Dependence is measured between blocks of one window length; a reference with fewer
 * than two of them falls back on single days, which takes a season for dependence: the safe side.
 * @param bins  bin of each row, shape [n]; -1 is missing
 * @param time  milliseconds since 1970, shape [n]
 * @param whole the reference's rows by block: those outside count nowhere
 */
export function countReference({
  bins,
  binCount,
  whole,
  time,
  kind,
}: {
  bins: Int16Array;
  binCount: number;
  whole: WholeWindows;
  time: ArrayLike<number>;
  kind: 'numeric' | 'categorical';
}): BinnedReference {
  const blockCounts = countBlocks(bins, binCount, whole);
  const counts = Array.from({ length: binCount }, (_, bin) =>
    blockCounts.reduce((total, block) => total + block[bin]!, 0),
  );
  let missing = 0;
  for (let row = 0; row < bins.length; row++) if (bins[row] === -1 && whole.blocks[row] !== -1) missing++;
  const compared = blockCounts.length >= 2 ? blockCounts : countBlocks(bins, binCount, wholeWindows(time, 1));
  return { counts, missing, ...measureDesignEffect(compared, kind) };
}

function countBlocks(bins: Int16Array, binCount: number, { blocks, blockCount }: WholeWindows): number[][] {
  const flat = new Float64Array(blockCount * binCount);
  for (let row = 0; row < bins.length; row++) {
    const bin = bins[row]!;
    const block = blocks[row]!;
    if (bin >= 0 && block >= 0) flat[block * binCount + bin]! += 1;
  }
  return Array.from({ length: blockCount }, (_, block) => [
    ...flat.subarray(block * binCount, (block + 1) * binCount),
  ]);
}
