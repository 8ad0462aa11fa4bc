import type { BinnedFeature } from './bin-table.ts';
import { kernelFor } from './histogram-kernels.ts';

/** Bins of a feature in a histogram, used or not. */
export const BINS = 256;

/** Features that one pass over the rows counts together. */
const GROUP = 8;

/** The bins of a row side by side, so that counting it touches one cache line instead of one a feature. */
export interface PackedRows {
  /** Features and padding: a multiple of eight. */
  readonly stride: number;
  /** Number of features, at least 1. */
  readonly features: number;
  /** Shape [rows, stride]. */
  readonly bins: Uint8Array;
}

/** Copies the features' columns into rows. */
export function packRows(features: readonly BinnedFeature[], rows: number): PackedRows {
  const stride = GROUP * Math.max(1, Math.ceil(features.length / GROUP));
  const bins = new Uint8Array(rows * stride);
  features.forEach(({ column }, feature) => {
    for (let row = 0, at = feature; row < rows; row++, at += stride) bins[at] = column[row]!;
  });
  return { stride, features: Math.max(1, features.length), bins };
}

/** An empty histogram: packed sums, shape [stride, 256]. */
export function createHistogram({ stride }: PackedRows): Float64Array {
  return new Float64Array(stride * BINS);
}

/** Sums the packed gradients of the rows `order[start..end)` by feature and bin. */
export function countRows({
  histogram,
  rows: { stride, features, bins },
  order,
  start,
  end,
  packed,
}: {
  histogram: Float64Array;
  rows: PackedRows;
  order: Int32Array;
  start: number;
  end: number;
  packed: Float64Array;
}): void {
  histogram.fill(0);
  for (let first = 0; first < features; first += GROUP) {
    const count = kernelFor(features - first);
    const part = histogram.subarray(first * BINS, (first + GROUP) * BINS);
    count({ histogram: part, bins, stride, offset: first, order, start, end, packed });
  }
}

/** Turns a parent's histogram into that of the child that was not counted. Exact, since all sums are whole numbers. */
export function subtract(parent: Float64Array, child: Float64Array): void {
  for (let cell = 0; cell < parent.length; cell++) parent[cell]! -= child[cell]!;
}
