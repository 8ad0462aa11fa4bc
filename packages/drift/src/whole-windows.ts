const DAY_MS = 86_400_000;

export interface WholeWindows {
  /** Block of each row, shape [n]: stretches of one window length, counted from the oldest; -1 is left out. */
  blocks: Int32Array;
  blockCount: number;
}

/**
 * Cuts the reference into stretches of one window length, counted back from its last day, and leaves out the oldest days
 * that do not fill one: a reference of four weeks and three days would otherwise hold some weekdays more often than any
 * window does. A reference shorter than a window is kept whole, as one block.
 * @param time milliseconds since 1970, shape [n], any order
 */
export function wholeWindows(time: ArrayLike<number>, windowDays: number): WholeWindows {
  const rows = time.length;
  const days = new Int32Array(rows);
  let first = Infinity;
  let last = -Infinity;
  for (let row = 0; row < rows; row++) {
    const day = Math.floor(time[row]! / DAY_MS);
    days[row] = day;
    if (day < first) first = day;
    if (day > last) last = day;
  }
  const blockCount = rows === 0 ? 0 : Math.floor((last - first + 1) / windowDays);
  if (blockCount === 0) return { blocks: new Int32Array(rows), blockCount: Math.min(rows, 1) };
  const start = last + 1 - blockCount * windowDays;
  for (let row = 0; row < rows; row++) {
    const day = days[row]! - start;
    days[row] = day < 0 ? -1 : Math.floor(day / windowDays);
  }
  return { blocks: days, blockCount };
}
