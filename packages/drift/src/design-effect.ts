import { mergeThinBins } from './merge-thin-bins.ts';
import { psi } from './psi.ts';
import { windowBounds, windowIndexOf } from './window-of.ts';

export interface DesignEffect {
  /** Mean over blocks of statistic / df, >= 1: how much dependent rows inflate the statistic of a block. */
  designEffect: number;
  /** Mean of n m / (n + m) over these blocks; the excess over 1 grows in proportion to it. Null when no block could be compared. */
  designEffectRows: number | null;
}

/**
 * How far the reference's own blocks of one window length differ from each other, more than independent rows would.
 * Each block is compared with all the others. Blocks cut off by an end of the reference are left out, since they do not span
 * a season; with fewer than two whole blocks single days are compared, which overstates the effect of a season: the safe side.
 * @param bins bin of each row, shape [n]; -1 (missing) is left out
 * @param time milliseconds since 1970, shape [n]
 */
export function measureDesignEffect({
  bins,
  binCount,
  time,
  windowDays,
  kind,
}: {
  bins: ArrayLike<number>;
  binCount: number;
  time: ArrayLike<number>;
  windowDays: number;
  kind: 'numeric' | 'categorical';
}): DesignEffect {
  const whole = wholeBlocks(countBlocks({ bins, binCount, time, windowDays }), time, windowDays);
  const blocks =
    whole.length >= 2 ? whole : [...countBlocks({ bins, binCount, time, windowDays: 1 }).values()];
  const total = Array.from({ length: binCount }, () => 0);
  for (const block of blocks) block.forEach((count, bin) => (total[bin]! += count));
  const ratios: number[] = [];
  const sizes: number[] = [];
  for (const block of blocks) {
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

function countBlocks({
  bins,
  binCount,
  time,
  windowDays,
}: {
  bins: ArrayLike<number>;
  binCount: number;
  time: ArrayLike<number>;
  windowDays: number;
}): Map<number, number[]> {
  const blocks = new Map<number, number[]>();
  for (let row = 0; row < bins.length; row++) {
    if (bins[row]! < 0) continue;
    const index = windowIndexOf(time[row]!, windowDays);
    let counts = blocks.get(index);
    if (counts === undefined) blocks.set(index, (counts = Array.from({ length: binCount }, () => 0)));
    counts[bins[row]!]! += 1;
  }
  return blocks;
}

function wholeBlocks(blocks: Map<number, number[]>, time: ArrayLike<number>, windowDays: number): number[][] {
  let first = Infinity;
  let last = -Infinity;
  for (let row = 0; row < time.length; row++) {
    first = Math.min(first, time[row]!);
    last = Math.max(last, time[row]!);
  }
  const firstDay = windowBounds(windowIndexOf(first, 1), 1).from;
  const endOfLastDay = windowBounds(windowIndexOf(last, 1), 1).until;
  return [...blocks]
    .filter(([index]) => {
      const { from, until } = windowBounds(index, windowDays);
      return from >= firstDay && until <= endOfLastDay;
    })
    .map(([, counts]) => counts);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
