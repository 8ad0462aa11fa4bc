/** Maps a value of `domain` to a position of `range`, linearly. A domain of one point lies in the middle. */
export function linearScale(
  [from, until]: readonly [number, number],
  [start, end]: readonly [number, number],
): (value: number) => number {
  if (from === until) return () => (start + end) / 2;
  return (value) => start + ((value - from) / (until - from)) * (end - start);
}

/**
 * Round values that cover a range: the ticks of an axis.
 * @returns ascending multiples of 1, 2 or 5 times a power of ten, the first <= low and the last >= high
 */
export function niceTicks(low: number, high: number, wanted: number): number[] {
  const span = Math.max(high - low, 1e-9);
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)!;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

const DAY_MS = 86_400_000;

/** Midnights (UTC) at a whole number of days or weeks apart, at most `most` of them. */
export function dayTicks(fromMs: number, untilMs: number, most: number): number[] {
  const days = (untilMs - fromMs) / DAY_MS;
  const stepDays =
    [1, 2, 7, 14, 28, 56, 91, 182, 365].find((step) => days / step <= most) ?? Math.ceil(days / most);
  const first = Math.ceil(fromMs / DAY_MS) * DAY_MS;
  const ticks: number[] = [];
  for (let tick = first; tick <= untilMs; tick += stepDays * DAY_MS) ticks.push(tick);
  return ticks;
}
