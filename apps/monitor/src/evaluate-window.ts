import {
  SCORE_SERIES,
  type MonitoringPolicy,
  type MonitoringWindow,
  type SeriesDrift,
} from '@flywheel/contracts';
import { countWindow, judgeWindow } from '@flywheel/drift';
import { computeFigures } from '@flywheel/learn';
import type { WindowRow } from '@flywheel/store';
import type { WatchedModel } from './watched-model.ts';

/** The rows of one window, column by column. */
interface Columns {
  /** First and last day with a prediction, days since 1970; null without rows. */
  days: { first: number; last: number } | null;
  features: Map<string, unknown[]>;
  scores: number[];
  /** Outcomes that are known, and the scores of the same rows. */
  labels: number[];
  labelledScores: number[];
}

/**
 * The result of one window of one model version. No clock, no database: rows in, result out.
 * @param chunks    the predictions of the window
 * @param isMature  outcomes have had time to arrive: performance is computed if enough of them have
 * @param threshold probability from which the label is 1
 * @param previous  windows of the same version before this one that had enough rows, in time order
 */
export async function evaluateWindow({
  window,
  chunks,
  model,
  policy,
  isMature,
  threshold,
  previous,
}: {
  window: { project: string; modelVersion: string; from: string; until: string };
  chunks: AsyncIterable<readonly WindowRow[]>;
  model: WatchedModel;
  policy: MonitoringPolicy;
  isMature: boolean;
  threshold: number;
  previous: readonly MonitoringWindow[];
}): Promise<MonitoringWindow> {
  const columns = await readColumns(chunks, Object.keys(model.reference.features));
  const rows = columns.scores.length;
  if (rows < policy.minimumRows || !servedWhole(window, columns.days))
    return { ...window, rows, status: 'insufficient', drift: [], performance: null };
  return {
    ...window,
    rows,
    status: 'ok',
    drift: judge(columns, model, policy, previous),
    performance: isMature ? performanceOf(columns, model, policy, threshold) : null,
  };
}

const dayOf = (time: number): number => Math.floor(time / 86_400_000);

/**
 * A version that served only some days of a window cannot be compared: a reference week has all its weekdays. So the window in
 * which a version starts or ends is insufficient, unless it happened on the first or the last day.
 */
function servedWhole({ from, until }: { from: string; until: string }, days: Columns['days']): boolean {
  return (
    days !== null && days.first === dayOf(Date.parse(from)) && days.last === dayOf(Date.parse(until) - 1)
  );
}

async function readColumns(
  chunks: AsyncIterable<readonly WindowRow[]>,
  names: readonly string[],
): Promise<Columns> {
  const columns: Columns = {
    days: null,
    features: new Map(names.map((name) => [name, []])),
    scores: [],
    labels: [],
    labelledScores: [],
  };
  for await (const chunk of chunks) {
    for (const { observedAt, features, probability, outcome } of chunk) {
      const day = dayOf(observedAt.getTime());
      columns.days = { first: columns.days?.first ?? day, last: day };
      for (const [name, values] of columns.features) values.push(features[name] ?? null);
      columns.scores.push(probability);
      if (outcome === null) continue;
      columns.labels.push(outcome);
      columns.labelledScores.push(probability);
    }
  }
  return columns;
}

function judge(
  columns: Columns,
  { reference, categories }: WatchedModel,
  { windowDays }: MonitoringPolicy,
  previous: readonly MonitoringWindow[],
): SeriesDrift[] {
  const watched = [...Object.entries(reference.features), [SCORE_SERIES, reference.score] as const];
  const series = watched.map(([feature, profile]) => {
    const values = columns.features.get(feature) ?? columns.scores;
    const known = categories[feature];
    return { feature, profile, window: countWindow(profile, values, known && new Set(known)) };
  });
  return judgeWindow({ series, windowDays, previous: previous.map(({ drift }) => drift) });
}

function performanceOf(
  { scores, labels, labelledScores }: Columns,
  { reference }: WatchedModel,
  { minimumCoverage, minimumRows }: MonitoringPolicy,
  threshold: number,
): MonitoringWindow['performance'] {
  const coverage = labels.length / scores.length;
  if (coverage < minimumCoverage || labels.length < minimumRows) return null;
  // With one class only the area under the curve is undefined.
  if (!labels.includes(0) || !labels.includes(1)) return null;
  const { rocAuc, logLoss } = computeFigures(labels, labelledScores, threshold);
  const { metric, lowerLimit, upperLimit } = reference.performance;
  return { metric, value: rocAuc, logLoss, lowerLimit, upperLimit, outcomes: labels.length, coverage };
}
