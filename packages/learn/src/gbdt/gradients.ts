/**
 * Gradients of the log loss as whole numbers, both of a row packed in one float64: gradient * 2^26 + hessian. Sums of
 * them are exact, so a histogram does not depend on the order of its rows, and one addition serves both.
 * Source: quantised training, Shi et al., "Quantized Training of Gradient Boosting Decision Trees" (2022).
 */
export const PACK = 2 ** 26;

/** More rows would leave fewer than four bits for a gradient. */
export const MAX_ROWS = 10_000_000;

export interface GradientScales {
  /** Steps per unit of gradient; |gradient| <= 1. */
  readonly gradient: number;
  /** Steps per unit of hessian; hessian <= 1/4. */
  readonly hessian: number;
}

/** The finest steps for which no sum over `rows` overflows its part of the 53 bits. */
export function chooseScales(rows: number): GradientScales {
  return {
    gradient: Math.min(1023, Math.floor(2 ** 27 / rows) - 1),
    hessian: Math.min(8191, Math.floor((2 ** 28 - 1) / rows) - 4),
  };
}

const TABLE_RANGE = 16;
const STEPS = 2048;
const probabilities = Float64Array.from(
  { length: 2 * TABLE_RANGE * STEPS + 1 },
  (_, index) => 1 / (1 + Math.exp(TABLE_RANGE - index / STEPS)),
);

/**
 * Adds a leaf's value to the scores of its rows and writes their new packed gradients: gradient p - label and hessian
 * p (1 - p), p = sigmoid(score), rounded up or down at random (a hash of row and `salt`) so that sums stay unbiased.
 * @param order row numbers; those at `start` to `end` - 1 are the leaf's
 * @param scores logits, shape [rows], changed
 * @param packed shape [rows], changed
 */
export function updateLeaf({
  order,
  start,
  end,
  value,
  salt,
  scales,
  scores,
  target,
  packed,
}: {
  order: Int32Array;
  start: number;
  end: number;
  value: number;
  salt: number;
  scales: GradientScales;
  scores: Float32Array;
  target: Uint8Array;
  packed: Float64Array;
}): void {
  const { gradient: gradientScale, hessian: hessianScale } = scales;
  const last = probabilities.length - 1;
  for (let position = start; position < end; position++) {
    const row = order[position]!;
    const score = scores[row]! + value;
    scores[row] = score;
    const cell = Math.min(Math.max((score + TABLE_RANGE) * STEPS + 0.5, 0), last) | 0;
    const probability = probabilities[cell]!;
    let hash = Math.imul(row ^ salt, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    const gradient = Math.floor((probability - target[row]!) * gradientScale + (hash >>> 16) / 65536);
    const hessian = Math.floor(
      probability * (1 - probability) * hessianScale + ((hash ^ (hash >>> 13)) & 0xffff) / 65536,
    );
    packed[row] = gradient * PACK + hessian;
  }
}
