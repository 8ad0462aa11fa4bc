import type { InferenceMetrics } from './metrics.ts';
import type { LoadResult } from './model/champion-follower.ts';
import type { ServedModel } from './model/served-model.ts';

export function observeRun(
  metrics: InferenceMetrics,
  project: string,
): (run: { rows: number; seconds: number }) => void {
  return ({ rows, seconds }) => {
    metrics.inferenceDuration.observe({ project }, seconds);
    metrics.runRows.observe({ project }, rows);
  };
}

/** Counts loads, and shows the version in service as the one series with value 1. */
export function observeLoad(
  metrics: InferenceMetrics,
  project: string,
): (result: LoadResult, model: ServedModel | null) => void {
  let shown: { project: string; version: string; estimator: string } | null = null;
  return (result, model) => {
    metrics.modelLoads.inc({ project, result });
    if (model === null) return;
    if (shown !== null) metrics.modelInfo.remove(shown);
    shown = { project, version: model.version, estimator: model.package?.manifest.estimator ?? 'unknown' };
    metrics.modelInfo.set(shown, 1);
  };
}
