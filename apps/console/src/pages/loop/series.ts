import type { MonitoringWindow } from '@flywheel/contracts';

interface PerformancePoint {
  fromMs: number;
  untilMs: number;
  value: number;
  lowerLimit: number;
  outcomes: number;
}

/** Realised performance of one model version, in time order. */
export interface PerformanceSeries {
  version: string;
  points: PerformancePoint[];
}

/** Groups the windows whose outcomes are known by model version; versions and points in order. */
export function performanceSeries(windows: readonly MonitoringWindow[]): PerformanceSeries[] {
  const byVersion = new Map<string, PerformancePoint[]>();
  for (const { modelVersion, from, until, performance } of windows) {
    if (performance === null) continue;
    const points = byVersion.get(modelVersion) ?? [];
    byVersion.set(modelVersion, points);
    points.push({
      fromMs: Date.parse(from),
      untilMs: Date.parse(until),
      value: performance.value,
      lowerLimit: performance.lowerLimit,
      outcomes: performance.outcomes,
    });
  }
  return [...byVersion]
    .map(([version, points]) => ({ version, points: points.toSorted((a, b) => a.untilMs - b.untilMs) }))
    .toSorted((a, b) => compareVersions(a.version, b.version));
}

/** Versions are whole numbers written as text: 10 comes after 9. */
function compareVersions(a: string, b: string): number {
  return Number(a) - Number(b) || a.localeCompare(b);
}
