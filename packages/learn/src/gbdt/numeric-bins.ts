const MAX_FLOAT32 = 3.4028234663852886e38;

/**
 * Upper borders of the bins of a numeric feature, about equally filled; every value that is met often has its own bin.
 * @param sample values without NaN, any order
 * @param bins number of bins at most
 * @returns ascending float32 values, shape [bins found - 1]: bin of x = number of borders < x. A border lies between two
 *   neighbouring values, rounded down to float32, so that float32 inference goes the same way
 */
export function findNumericBorders(sample: Float32Array, bins: number): Float32Array {
  const sorted = sample.toSorted();
  const { values, counts } = countDistinct(sorted);
  const borders: number[] = [];
  let rowsLeft = sorted.length;
  let filled = 0;
  for (let index = 0; index + 1 < values.length && borders.length < bins - 1; index++) {
    filled += counts[index]!;
    const isDistinctEnough = values.length <= bins;
    if (!isDistinctEnough && filled < rowsLeft / (bins - borders.length)) continue;
    borders.push(borderBetween(values[index]!, values[index + 1]!));
    rowsLeft -= filled;
    filled = 0;
  }
  return Float32Array.from(borders);
}

/** Bin of each value; NaN goes to `borders.length + 1`. Shape [rows]. */
export function binNumeric(values: Float32Array, borders: Float32Array): Uint8Array {
  const missing = borders.length + 1;
  const binned = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    let low = 0;
    let high = borders.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (borders[middle]! < value) low = middle + 1;
      else high = middle;
    }
    binned[row] = value === value ? low : missing;
  }
  return binned;
}

function countDistinct(sorted: Float32Array): { values: number[]; counts: number[] } {
  const values: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    if (values.length > 0 && values.at(-1) === value) counts[counts.length - 1]!++;
    else {
      values.push(value);
      counts.push(1);
    }
  }
  return { values, counts };
}

/** The middle of two float32 values, rounded down to float32: at least `low`, below `high`. */
function borderBetween(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  if (!Number.isFinite(middle)) return Math.max(low, -MAX_FLOAT32);
  const rounded = Math.fround(middle);
  return rounded > middle ? nextBelow(rounded) : rounded;
}

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

/** The greatest float32 below a finite float32. */
function nextBelow(value: number): number {
  if (value === 0) return -1.401298464324817e-45;
  float[0] = value;
  bits[0]! += value > 0 ? -1 : 1;
  return float[0];
}
