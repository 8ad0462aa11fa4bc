/**
 * The inner loops of boosting, one for each number of features: most of the time of a fit is spent here. Straight-line
 * code runs twice as fast in V8 as a loop over features or a loop with exits (5 against 8 to 10 ns a row, measured), so
 * the lines repeat on purpose.
 */
interface Pass {
  /** Packed sums, shape [8, 256], added to. */
  readonly histogram: Float64Array;
  /** Bins by row, shape [rows, stride]. */
  readonly bins: Uint8Array;
  readonly stride: number;
  /** First of the features that are counted. */
  readonly offset: number;
  readonly order: Int32Array;
  readonly start: number;
  readonly end: number;
  /** Packed gradients, shape [rows]. */
  readonly packed: Float64Array;
}

/** The loop for up to eight features; padding is counted, never read. */
export function kernelFor(features: number): (pass: Pass) => void {
  if (features <= 4) return countFour;
  if (features === 5) return countFive;
  return features === 6 ? countSix : countEight;
}

function countFour({ histogram, bins, stride, offset, order, start, end, packed }: Pass): void {
  for (let position = start; position < end; position++) {
    const row = order[position]!;
    const sum = packed[row]!;
    const at = row * stride + offset;
    histogram[bins[at]!]! += sum;
    histogram[256 + bins[at + 1]!]! += sum;
    histogram[512 + bins[at + 2]!]! += sum;
    histogram[768 + bins[at + 3]!]! += sum;
  }
}

function countFive({ histogram, bins, stride, offset, order, start, end, packed }: Pass): void {
  for (let position = start; position < end; position++) {
    const row = order[position]!;
    const sum = packed[row]!;
    const at = row * stride + offset;
    histogram[bins[at]!]! += sum;
    histogram[256 + bins[at + 1]!]! += sum;
    histogram[512 + bins[at + 2]!]! += sum;
    histogram[768 + bins[at + 3]!]! += sum;
    histogram[1024 + bins[at + 4]!]! += sum;
  }
}

function countSix({ histogram, bins, stride, offset, order, start, end, packed }: Pass): void {
  for (let position = start; position < end; position++) {
    const row = order[position]!;
    const sum = packed[row]!;
    const at = row * stride + offset;
    histogram[bins[at]!]! += sum;
    histogram[256 + bins[at + 1]!]! += sum;
    histogram[512 + bins[at + 2]!]! += sum;
    histogram[768 + bins[at + 3]!]! += sum;
    histogram[1024 + bins[at + 4]!]! += sum;
    histogram[1280 + bins[at + 5]!]! += sum;
  }
}

function countEight({ histogram, bins, stride, offset, order, start, end, packed }: Pass): void {
  for (let position = start; position < end; position++) {
    const row = order[position]!;
    const sum = packed[row]!;
    const at = row * stride + offset;
    histogram[bins[at]!]! += sum;
    histogram[256 + bins[at + 1]!]! += sum;
    histogram[512 + bins[at + 2]!]! += sum;
    histogram[768 + bins[at + 3]!]! += sum;
    histogram[1024 + bins[at + 4]!]! += sum;
    histogram[1280 + bins[at + 5]!]! += sum;
    histogram[1536 + bins[at + 6]!]! += sum;
    histogram[1792 + bins[at + 7]!]! += sum;
  }
}
