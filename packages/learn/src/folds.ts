import { tooFewDays } from './errors.ts';

/** Rows from `start` up to, not including, `end`. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** One fold of a time-series cross-validation: everything before `test` trains. */
export interface Fold {
  readonly train: RowRange;
  readonly test: RowRange;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Expanding windows: the rows are cut into `folds` + 1 blocks of whole UTC days with about equal numbers of rows, and fold
 * k trains on the first k blocks and is tested on the next. So no test row is earlier than a training row, and no day is
 * torn in two.
 * @param time event time in milliseconds, ascending, shape [rows]
 * @param folds number of folds, at least 1
 * @returns folds in time order; their test blocks adjoin and end with the last row
 * @throws RangeError when folds is not a positive integer or time does not ascend; TOO_FEW_DAYS
 */
export function timeSeriesFolds(time: Float64Array, folds: number): Fold[] {
  if (!Number.isInteger(folds) || folds < 1)
    throw new RangeError(`folds must be a positive integer, received ${folds}`);
  const days = dayStarts(time);
  if (days.length < folds + 1) throw tooFewDays({ days: days.length, folds });
  const cuts = chooseCuts({ days, rows: time.length, blocks: folds + 1 });
  return cuts.map((start, index) => ({
    train: { start: 0, end: start },
    test: { start, end: cuts[index + 1] ?? time.length },
  }));
}

/** First row of each day that has rows, ascending. */
function dayStarts(time: Float64Array): number[] {
  const starts: number[] = [];
  let day = Number.NEGATIVE_INFINITY;
  let before = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < time.length; row++) {
    const now = time[row]!;
    if (!(now >= before)) throw new RangeError(`event time of row ${row} is before that of the row above`);
    before = now;
    if (now < day + DAY_MS) continue;
    day = Math.floor(now / DAY_MS) * DAY_MS;
    starts.push(row);
  }
  return starts;
}

/** The day starts nearest to equal shares of the rows, each block with a day at least. */
function chooseCuts({ days, rows, blocks }: { days: number[]; rows: number; blocks: number }): number[] {
  const cuts: number[] = [];
  let chosen = 0;
  for (let block = 1; block < blocks; block++) {
    const wanted = (rows * block) / blocks;
    const last = days.length - (blocks - block);
    let best = chosen + 1;
    while (best < last && Math.abs(days[best + 1]! - wanted) < Math.abs(days[best]! - wanted)) best++;
    cuts.push(days[best]!);
    chosen = best;
  }
  return cuts;
}
