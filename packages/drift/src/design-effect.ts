import { mergeThinBins } from './merge-thin-bins.ts';
import { psi } from './psi.ts';

export interface DesignEffect {
  /** Mean over blocks of statistic / df, >= 1: how much dependent rows inflate the statistic of a block. */
  designEffect: number;
  /** Mean of n m / (n + m) over these blocks; the excess over 1 grows in proportion to it. Null when no block could be compared. */
  designEffectRows: number | null;
}

/**
 * How far the reference's own blocks differ from each other, more than independent rows would: each against all the others.
 * @param blockCounts rows per bin of each block, shape [blocks][bins]
 */
export function measureDesignEffect(
  blockCounts: readonly (readonly number[])[],
  kind: 'numeric' | 'categorical',
): DesignEffect {
  const total = (blockCounts[0] ?? []).map((_, bin) => sum(blockCounts.map((block) => block[bin]!)));
  const ratios: number[] = [];
  const sizes: number[] = [];
  for (const block of blockCounts) {
    const others = total.map((count, bin) => count - block[bin]!);
    const [n, m] = [sum(others), sum(block)];
    if (n === 0 || m === 0) continue;
    const merged = mergeThinBins({ reference: others, window: block, kind });
    const { statistic, df } = psi(merged.reference, merged.window);
    if (df === 0) continue;
    ratios.push(statistic / df);
    sizes.push((n * m) / (n + m));
  }
  if (ratios.length === 0) return { designEffect: 1, designEffectRows: null };
  return { designEffect: Math.max(1, mean(ratios)), designEffectRows: mean(sizes) };
}

/**
 * The effect for a window of another size than the blocks it was measured on. Rows of one block share what made that block
 * special, so the variance of a share is p (1 - p) / m plus a part that does not shrink with m: the excess over 1 is
 * proportional to the rows.
 * @param rows n m / (n + m) of the comparison at hand
 */
export function scaleDesignEffect(
  profile: { designEffect: number; designEffectRows?: number | null | undefined },
  rows: number,
): number {
  if (!profile.designEffectRows) return profile.designEffect;
  return 1 + (profile.designEffect - 1) * (rows / profile.designEffectRows);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
