import type { Candidate, Figures } from '@flywheel/contracts';
import { foldWithOneClass } from './errors.ts';
import type { FittedModel } from './fitted-model.ts';
import { fitEstimator, parseParams, type EstimatorName } from './fit.ts';
import { timeSeriesFolds, type Fold } from './folds.ts';
import { computeFigures, meanFigures } from './metrics/figures.ts';
import { predictProbabilities } from './predict.ts';
import { breathe, type Pulse } from './pulse.ts';
import { createRandom, sampleRows } from './random.ts';
import { sliceRows, takeRows, type Table } from './table.ts';

/** Rows that are predicted without a pause: a few tenths of a second. */
const SLICE_ROWS = 50_000;

/** One estimator to compare, as a project declares it. */
export interface CandidateToCompare {
  readonly name: string;
  readonly estimator: EstimatorName;
  readonly params: Readonly<Record<string, unknown>>;
  /** Train on a random sample of so many of the earlier rows: the latest rows alone would be a few days. */
  readonly maxRows?: number | undefined;
}

/** Where a comparison is. */
export interface CompareProgress {
  /** Finished share of the whole comparison, 0 to 1, ascending. */
  readonly fraction: number;
  readonly candidate: string;
  /** From 1. */
  readonly fold: number;
  readonly folds: number;
}

/** Figures of every candidate, and what each predicted for the rows that it was tested on. */
export interface Comparison {
  readonly candidates: Candidate[];
  /** Rows `start` to `end` - 1 of the table: the test blocks of all folds, which adjoin. */
  readonly heldOut: {
    readonly start: number;
    readonly end: number;
    /** By candidate name, probability of class 1, shape [end - start]; each row predicted by the fit of its fold. */
    readonly probabilities: Readonly<Record<string, Float64Array>>;
  };
}

/**
 * Compares candidates by time-series cross-validation (see `timeSeriesFolds`): each is fitted on every fold's earlier rows
 * and measured on the block that follows. `mean` of a candidate is the plain mean over folds, its rows are summed.
 * @param folds number of folds
 * @param threshold least probability that is predicted as 1 (for the accuracy)
 * @param now milliseconds of any clock, for `fitSeconds` (all folds together) and nothing else
 * @throws what `fitEstimator` and `timeSeriesFolds` throw; FOLD_WITH_ONE_CLASS
 */
export async function compareCandidates({
  candidates,
  table,
  folds,
  seed,
  threshold,
  signal,
  onProgress,
  now,
}: {
  candidates: readonly CandidateToCompare[];
  table: Table;
  folds: number;
  seed: number;
  threshold: number;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: CompareProgress) => void) | undefined;
  now: () => number;
}): Promise<Comparison> {
  for (const { estimator, params } of candidates) parseParams(estimator, params);
  const cuts = timeSeriesFolds(table.time, folds);
  checkFolds(cuts, table);
  const start = cuts[0]!.test.start;
  const compared: Candidate[] = [];
  const probabilities: Record<string, Float64Array> = {};
  for (const [index, candidate] of candidates.entries()) {
    const report = (fold: number, share: number): void =>
      onProgress?.({
        fraction: (index + (fold + share) / folds) / candidates.length,
        candidate: candidate.name,
        fold: fold + 1,
        folds,
      });
    const heldOut = new Float64Array(table.rows - start);
    compared.push(
      await crossValidate({ candidate, table, cuts, seed, threshold, signal, report, now, heldOut }),
    );
    probabilities[candidate.name] = heldOut;
  }
  return { candidates: compared, heldOut: { start, end: table.rows, probabilities } };
}

/**
 * The candidate with the least mean log loss; of candidates within 1e-9 of the least the one that is listed first, so
 * list simple ones first.
 * @throws RangeError without candidates
 */
export function chooseCandidate<Compared extends Pick<Candidate, 'mean'>>(
  candidates: readonly Compared[],
): Compared {
  const least = Math.min(...candidates.map(({ mean }) => mean.logLoss));
  const chosen = candidates.find(({ mean }) => mean.logLoss <= least + 1e-9);
  if (!chosen) throw new RangeError('no candidates: list at least one');
  return chosen;
}

/** The rows that a candidate is trained on when those before `end` are known: all, or a sample of `maxRows` in time order. */
export function trainingRows(
  table: Table,
  { end, maxRows, seed }: { end: number; maxRows: number | undefined; seed: number },
): Table {
  return maxRows === undefined || maxRows >= end
    ? sliceRows(table, 0, end)
    : takeRows(table, sampleRows({ rows: end, size: maxRows, random: createRandom(seed) }));
}

async function crossValidate({
  candidate: { name, estimator, params, maxRows },
  table,
  cuts,
  seed,
  threshold,
  signal,
  report,
  now,
  heldOut,
}: {
  candidate: CandidateToCompare;
  table: Table;
  cuts: readonly Fold[];
  seed: number;
  threshold: number;
  signal: Pulse['signal'];
  report: (fold: number, share: number) => void;
  now: () => number;
  /** Filled with the predictions of every fold, shape [rows of all test blocks]. */
  heldOut: Float64Array;
}): Promise<Candidate> {
  const figures: Figures[] = [];
  const notes = new Set<string>();
  let fitMs = 0;
  for (const [fold, { train, test }] of cuts.entries()) {
    const before = now();
    const fit = await fitEstimator({
      estimator,
      params,
      table: trainingRows(table, { end: train.end, maxRows, seed }),
      seed,
      signal,
      onProgress: (share) => report(fold, share),
    });
    fitMs += now() - before;
    for (const note of fit.notes) notes.add(note);
    const testRows = sliceRows(table, test.start, test.end);
    const first = test.start - cuts[0]!.test.start;
    const probabilities = heldOut.subarray(first, first + testRows.rows);
    await predictInto(probabilities, { model: fit.model, rows: testRows, signal });
    figures.push(computeFigures(testRows.target, probabilities, threshold));
  }
  const mean = meanFigures(figures);
  return { name, estimator, params, folds: figures, mean, fitSeconds: fitMs / 1000, notes: [...notes] };
}

/** Predicts a slice at a time, so that the event loop runs in between. */
async function predictInto(
  probabilities: Float64Array,
  { model, rows, signal }: { model: FittedModel; rows: Table; signal: Pulse['signal'] },
): Promise<void> {
  for (let start = 0; start < rows.rows; start += SLICE_ROWS) {
    const slice = sliceRows(rows, start, Math.min(start + SLICE_ROWS, rows.rows));
    probabilities.set(predictProbabilities(model, slice), start);
    await breathe({ signal });
  }
}

function checkFolds(cuts: readonly Fold[], { target }: Table): void {
  for (const [fold, { test }] of cuts.entries()) {
    const labels = target.subarray(test.start, test.end);
    if (labels.includes(0) && labels.includes(1)) continue;
    throw foldWithOneClass({ fold: fold + 1, rows: labels.length });
  }
}
