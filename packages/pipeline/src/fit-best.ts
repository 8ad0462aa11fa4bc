import type { Candidate } from '@flywheel/contracts';
import {
  chooseCandidate,
  compareCandidates,
  fitEstimator,
  sliceRows,
  trainingRows,
  type FittedModel,
  type Table,
} from '@flywheel/learn';
import type { Project } from '@flywheel/project';
import type { StageContext } from './stage-context.ts';

/** Candidates are compared on the latest rows of the training split, at most so many: enough to rank them. */
const MOST_ROWS_COMPARED = 600_000;

interface Best {
  candidates: Candidate[];
  winner: Candidate;
  model: FittedModel;
}

/** Compares the project's candidates on the training rows and fits the best on all of them, or on its sample of them. */
export async function fitBest({
  project,
  table,
  seed,
  signal,
  onProgress,
  log,
  now = () => performance.now(),
}: StageContext & {
  project: Project;
  table: Table;
  seed: number;
  /** Milliseconds of any clock, for the durations of the candidates. */
  now?: (() => number) | undefined;
}): Promise<Best> {
  const { candidates: specs, folds, threshold } = project.training;
  const compared = sliceRows(table, Math.max(0, table.rows - MOST_ROWS_COMPARED), table.rows);
  const { candidates } = await compareCandidates({
    candidates: specs,
    table: compared,
    folds,
    seed,
    threshold,
    signal,
    now,
    onProgress: ({ fraction, candidate, fold, folds: all }) =>
      onProgress?.(0.02 + 0.58 * fraction, `${candidate}: fold ${fold} of ${all}`),
  });
  for (const { name, mean, fitSeconds, notes } of candidates)
    log?.(
      `${name}: log loss ${mean.logLoss.toFixed(4)}, ROC AUC ${mean.rocAuc.toFixed(4)}, ${fitSeconds.toFixed(1)} s${notes.map((note) => ` (${note})`).join('')}`,
    );
  const winner = chooseCandidate(candidates);
  const spec = specs.find(({ name }) => name === winner.name)!;
  const rows = trainingRows(table, { end: table.rows, maxRows: spec.maxRows, seed });
  const { model } = await fitEstimator({
    estimator: spec.estimator,
    params: spec.params,
    table: rows,
    seed,
    signal,
    onProgress: (fraction) =>
      onProgress?.(0.6 + 0.25 * fraction, `fitting ${winner.name} on ${rows.rows} rows`),
  });
  return { candidates, winner, model };
}
