import type { Run } from '../../api/mlflow.ts';

/** What a column of the runs table shows; a metric's column is named by its key. */
export type Column = 'name' | 'status' | 'started' | 'duration' | `metric:${string}`;
export interface Sort {
  column: Column;
  descending: boolean;
}

const MOST_METRICS = 6;
/** Figures that a reader looks for first, in this order. */
const KEY_METRICS = [/auc/i, /log_?loss/i, /brier/i, /average_?precision/i, /accuracy/i, /rows/i];

/** The metrics worth a column. */
export function metricColumns(runs: readonly Run[]): string[] {
  const keys = new Set(runs.flatMap(({ data }) => data.metrics.map(({ key }) => key)));
  return [...keys].toSorted(compareMetrics).slice(0, MOST_METRICS);
}

/** Order of metrics: figures on the test rows, then others, then those of single candidates (`candidates/gbdt/cv_brier`). */
export function compareMetrics(a: string, b: string): number {
  return groupOf(a) - groupOf(b) || rankOf(a) - rankOf(b) || a.localeCompare(b);
}

function groupOf(key: string): number {
  if (key.includes('/')) return 2;
  return key.startsWith('test_') ? 0 : 1;
}

function rankOf(key: string): number {
  const index = KEY_METRICS.findIndex((pattern) => pattern.test(key));
  return index === -1 ? KEY_METRICS.length : index;
}

export function metricOf(run: Run, key: string): number | null {
  return run.data.metrics.find((metric) => metric.key === key)?.value ?? null;
}

export function durationSeconds(run: Run): number | null {
  const { start_time: start, end_time: end } = run.info;
  return start === undefined || !end ? null : (end - start) / 1000;
}

/** Sorts by a column; what a run does not have comes last, both ways. */
export function sortRuns(runs: readonly Run[], { column, descending }: Sort): Run[] {
  const direction = descending ? -1 : 1;
  return runs.toSorted((a, b) => {
    const [left, right] = [valueOf(a, column), valueOf(b, column)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'string' || typeof right === 'string')
      return direction * String(left).localeCompare(String(right));
    return direction * (left - right);
  });
}

function valueOf(run: Run, column: Column): number | string | null {
  switch (column) {
    case 'name':
      return run.info.run_name ?? run.info.run_id;
    case 'status':
      return run.info.status;
    case 'started':
      return run.info.start_time ?? null;
    case 'duration':
      return durationSeconds(run);
    default:
      return metricOf(run, column.slice('metric:'.length));
  }
}
