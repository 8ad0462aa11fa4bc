/** The next uniform number in [0, 1). */
export type Random = () => number;

/**
 * A seeded generator: the same seed gives the same numbers on every machine.
 * @param seed any safe integer; below 2^32 it is the generator's own state
 * Source: mulberry32, Tommy Ettinger (2017), public domain.
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a safe integer, received ${seed}`);
  let state = ((seed >>> 0) + Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b1)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The numbers 0 to length - 1 in random order (Fisher-Yates). */
export function shuffledOrder(length: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const kept = order[last]!;
    order[last] = order[other]!;
    order[other] = kept;
  }
  return order;
}

/**
 * `size` of the numbers 0 to rows - 1, ascending, every subset equally likely; all of them when size >= rows.
 * Source: selection sampling, Knuth, The Art of Computer Programming 2, algorithm S.
 */
export function sampleRows({
  rows,
  size,
  random,
}: {
  rows: number;
  size: number;
  random: Random;
}): Uint32Array {
  const sample = new Uint32Array(Math.min(rows, size));
  let taken = 0;
  for (let row = 0; taken < sample.length; row++) {
    if (random() * (rows - row) < sample.length - taken) sample[taken++] = row;
  }
  return sample;
}
