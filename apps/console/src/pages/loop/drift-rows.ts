import type { MonitoringWindow, SeriesDrift } from '@flywheel/contracts';

export interface DriftRow {
  feature: string;
  /** The newest of the shown windows. */
  last: SeriesDrift | null;
  cells: { key: string; series: SeriesDrift | null }[];
}

const SHOWN = 8;

/** One row a watched series, one column a window with enough rows: the last eight, oldest first. */
export function driftRows(windows: readonly MonitoringWindow[]): {
  rows: DriftRow[];
  columns: MonitoringWindow[];
} {
  const columns = windows
    .filter((window) => window.status === 'ok' && window.drift.length > 0)
    .toSorted((a, b) => Date.parse(a.until) - Date.parse(b.until))
    .slice(-SHOWN);
  const features = [
    ...new Set(columns.toReversed().flatMap(({ drift }) => drift.map(({ feature }) => feature))),
  ];
  const rows = features.map((feature) => {
    const cells = columns.map((window) => ({
      key: `${window.from} ${window.modelVersion}`,
      series: window.drift.find((series) => series.feature === feature) ?? null,
    }));
    return { feature, last: cells.at(-1)?.series ?? null, cells };
  });
  return { rows, columns };
}
