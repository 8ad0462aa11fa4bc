const DAY_MS = 86_400_000;
/** Monday 1970-01-05, 00:00 UTC, in days since 1970. Windows of any length start from here, so weeks start on Mondays. */
const ORIGIN_DAY = 4;

/** Number of the window of `windowDays` days that holds an instant, given in milliseconds since 1970. */
export function windowIndexOf(timeMs: number, windowDays: number): number {
  return Math.floor((Math.floor(timeMs / DAY_MS) - ORIGIN_DAY) / windowDays);
}

/** Bounds of a window in milliseconds since 1970: `from` is in, `until` is out. */
export function windowBounds(index: number, windowDays: number): { from: number; until: number } {
  const from = (ORIGIN_DAY + index * windowDays) * DAY_MS;
  return { from, until: from + windowDays * DAY_MS };
}
