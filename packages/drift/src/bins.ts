/**
 * Interior edges that cut a sample into `bins` parts of equal size, as far as ties allow.
 * @param values shape [n], any order; NaN is missing and left out
 * @param bins   number of parts asked for, >= 1
 * @returns ascending edges, at most bins - 1: numpy's linear quantiles k / bins without duplicates and without an edge equal to the minimum
 * @throws RangeError when no value is left, or `bins` is not a positive whole number
 */
export function quantileEdges(values: ArrayLike<number>, bins: number): number[] {
  if (!Number.isInteger(bins) || bins < 1)
    throw new RangeError(`bins must be a whole number >= 1, received ${bins}`);
  return edgesOfSorted(sortedPresent(values), bins);
}

/** The non-missing values, ascending. */
export function sortedPresent(values: ArrayLike<number>): Float64Array {
  const present = new Float64Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (!Number.isNaN(value)) present[count++] = value;
  }
  return present.slice(0, count).sort();
}

/** Like `quantileEdges`, for a sample that is sorted and has no missing value. */
export function edgesOfSorted(sorted: Float64Array, bins: number): number[] {
  const smallest = sorted[0];
  if (smallest === undefined)
    throw new RangeError('quantile edges of no values are undefined: give at least one');
  const edges = new Set<number>();
  for (let k = 1; k < bins; k++) edges.add(quantileOfSorted(sorted, k / bins));
  edges.delete(smallest);
  return [...edges];
}

function quantileOfSorted(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  const weight = position - below;
  // numpy's interpolation: from the nearer end, so that the result never leaves [low, high].
  if (low === high) return low;
  return weight < 0.5 ? low + (high - low) * weight : high - (high - low) * (1 - weight);
}

/** Bin of `value`: the number of edges <= value, by bisection. Edges ascend; `value` is not NaN. */
export function binOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Rows per bin of frozen edges.
 * @param edges  ascending, shape [bins - 1]
 * @param values shape [n]; NaN is missing and falls in no bin; infinities fall in the first and the last
 * @returns counts, shape [bins], and the number of missing values; together they add up to n
 */
export function histogram(
  edges: readonly number[],
  values: ArrayLike<number>,
): { counts: number[]; missing: number } {
  const counts = Array.from({ length: edges.length + 1 }, () => 0);
  let missing = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) missing++;
    else counts[binOf(edges, value)]! += 1;
  }
  return { counts, missing };
}
