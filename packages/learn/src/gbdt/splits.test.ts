import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import type { BinnedCategorical, BinnedNumeric } from './bin-table.ts';
import { findCategoricalSplit } from './categorical-split.ts';
import { PACK } from './gradients.ts';
import { BINS } from './histogram.ts';
import { findNumericSplit } from './numeric-split.ts';
import type { LeafSums, SplitRules } from './split-rules.ts';

const scales = { gradient: 100, hessian: 100 };
const rules: SplitRules = { scales, l2: 1, minRowsPerLeaf: 5, minRowsPerGroup: 5 };

interface Cell {
  readonly gradient: number;
  readonly hessian: number;
}
/** Histogram cells of the given sums; each hessian step is one row, so estimated counts are exact. */
const cellsOf = (sums: readonly Cell[]): Float64Array => {
  const cells = new Float64Array(BINS);
  sums.forEach(({ gradient, hessian }, bin) => (cells[bin] = gradient * PACK + hessian));
  return cells;
};
const total = (sums: readonly Cell[]): LeafSums => {
  const gradient = sums.reduce((sum, cell) => sum + cell.gradient, 0);
  const hessian = sums.reduce((sum, cell) => sum + cell.hessian, 0);
  return { gradient, hessian, rows: hessian };
};
const score = ({ gradient, hessian }: Cell, l2: number): number =>
  (gradient / 100) ** 2 / (hessian / 100 + l2);
const randomSums = (bins: number, seed: number): Cell[] => {
  const random = createRandom(seed);
  return Array.from({ length: bins }, () => {
    const hessian = 10 + Math.floor(random() * 90);
    return { hessian, gradient: Math.round((random() - 0.5) * 2 * hessian) };
  });
};
const numeric = (bins: number): BinnedNumeric => ({
  kind: 'numeric',
  name: 'x',
  bins,
  column: new Uint8Array(0),
  borders: new Float32Array(bins - 1),
});
const categorical = (bins: number): BinnedCategorical => ({
  kind: 'categorical',
  name: 'c',
  bins,
  column: new Uint8Array(0),
  categories: [],
  codes: new Int16Array(bins),
});

describe('findNumericSplit', () => {
  it.each([1, 2, 3, 4, 5])(
    'finds the best threshold and side of missing values, as trying all does (seed %d)',
    (seed) => {
      const bins = 8;
      const sums = randomSums(bins + 1, seed);
      const leaf = total(sums);
      const missing = sums[bins]!;
      let best = { gain: 0, bin: -1, missingLeft: false };
      for (const missingLeft of [false, true])
        for (let bin = 0; bin < bins; bin++) {
          const left = total([...sums.slice(0, bin + 1), ...(missingLeft ? [missing] : [])]);
          const right = { gradient: leaf.gradient - left.gradient, hessian: leaf.hessian - left.hessian };
          if (left.hessian < 5 || right.hessian < 5) continue;
          const gain = score(left, 1) + score(right, 1) - score(leaf, 1);
          if (gain > best.gain) best = { gain, bin, missingLeft };
        }
      const split = findNumericSplit(
        { feature: 0, binned: numeric(bins), cells: cellsOf(sums) },
        leaf,
        rules,
      )!;
      expect(split).toMatchObject({ lastBin: best.bin, missingLeft: best.missingLeft });
      expect(split.gain).toBeCloseTo(best.gain, 8);
      expect(split.left.hessian + split.right.hessian).toBe(leaf.hessian);
      expect(split.left.gradient + split.right.gradient).toBe(leaf.gradient);
    },
  );

  it('sends missing values to the side with more hessian when the leaf has none', () => {
    const sums = [
      { gradient: 50, hessian: 60 },
      { gradient: -20, hessian: 20 },
    ];
    const find = (cells: readonly Cell[]) =>
      findNumericSplit({ feature: 0, binned: numeric(2), cells: cellsOf(cells) }, total(cells), rules)!;
    expect(find(sums).missingLeft).toBe(true);
    expect(find(sums.toReversed()).missingLeft).toBe(false);
  });

  it('finds nothing when a side would have too few rows or the loss would not fall', () => {
    const few = [
      { gradient: 90, hessian: 100 },
      { gradient: -4, hessian: 4 },
    ];
    expect(
      findNumericSplit({ feature: 0, binned: numeric(2), cells: cellsOf(few) }, total(few), rules),
    ).toBeNull();
    const even = [
      { gradient: 10, hessian: 50 },
      { gradient: 10, hessian: 50 },
    ];
    const flat = { ...rules, l2: 0 };
    expect(
      findNumericSplit({ feature: 0, binned: numeric(2), cells: cellsOf(even) }, total(even), flat),
    ).toBeNull();
    const [only] = even;
    expect(
      findNumericSplit({ feature: 0, binned: numeric(1), cells: cellsOf([only!]) }, total([only!]), rules),
    ).toBeNull();
  });
});

describe('findCategoricalSplit', () => {
  it.each([1, 2, 3])('finds the best of the sets that follow the order of the slopes (seed %d)', (seed) => {
    const bins = 7;
    const sums = randomSums(bins, seed);
    const leaf = total(sums);
    const byRank = sums
      .map((cell, bin) => ({ bin, rank: cell.gradient / 100 / (cell.hessian / 100 + 10) }))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ bin }) => bin);
    let best = { gain: 0, members: new Array<number>() };
    for (const ranked of [byRank, byRank.toReversed()])
      for (let size = 1; size <= 4; size++) {
        const members = ranked.slice(0, size);
        const left = total(members.map((bin) => sums[bin]!));
        const right = { gradient: leaf.gradient - left.gradient, hessian: leaf.hessian - left.hessian };
        // Categorical splits have ten more l2, the leaf that they are compared with has not.
        const gain = score(left, 11) + score(right, 11) - score(leaf, 1);
        if (gain > best.gain) best = { gain, members };
      }
    const binned = categorical(bins);
    const split = findCategoricalSplit({ feature: 0, binned, cells: cellsOf(sums) }, leaf, rules);
    if (best.members.length === 0) {
      expect(split).toBeNull();
      return;
    }
    expect([...split!.goesLeft.keys()].filter((bin) => split!.goesLeft[bin] === 1)).toEqual(
      best.members.toSorted((a, b) => a - b),
    );
    expect(split!.gain).toBeCloseTo(best.gain, 8);
    expect(split!.l2).toBe(11);
  });

  it('sends missing and rare categories right and puts at most 32 on the left', () => {
    const sums = Array.from({ length: 101 }, (_, bin) => ({ gradient: bin < 50 ? -200 : 200, hessian: 300 }));
    const cells = cellsOf(sums);
    cells[7] = -3 * PACK + 3;
    const split = findCategoricalSplit({ feature: 0, binned: categorical(100), cells }, total(sums), rules)!;
    expect(split.goesLeft[100]).toBe(0);
    expect(split.goesLeft[7]).toBe(0);
    expect(split.goesLeft.reduce((sum, bit) => sum + bit, 0)).toBe(32);
    expect(split.missingLeft).toBe(false);
  });

  it('finds nothing when no category has enough rows', () => {
    const sums = [
      { gradient: 5, hessian: 6 },
      { gradient: -5, hessian: 6 },
    ];
    const binned = categorical(2);
    expect(findCategoricalSplit({ feature: 0, binned, cells: cellsOf(sums) }, total(sums), rules)).toBeNull();
  });
});
