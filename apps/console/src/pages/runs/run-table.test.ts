import { describe, expect, it } from 'vitest';
import type { Run } from '../../api/mlflow.ts';
import { durationSeconds, metricColumns, sortRuns } from './run-table.ts';

function run(id: string, metrics: Record<string, number>, times: { start?: number; end?: number } = {}): Run {
  return {
    info: {
      run_id: id,
      status: 'FINISHED',
      artifact_uri: 's3://b',
      start_time: times.start,
      end_time: times.end,
    },
    data: { metrics: Object.entries(metrics).map(([key, value]) => ({ key, value })), params: [], tags: [] },
  };
}

describe('metricColumns', () => {
  it('puts the figures on the test rows first and those of single candidates last, at most six', () => {
    const runs = [
      run('a', { 'candidates/gbdt/cv_roc_auc': 1, cv_roc_auc: 1, test_log_loss: 1, test_brier: 1 }),
      run('b', { test_roc_auc: 1, cv_log_loss: 1, cv_fold_brier: 1, seconds: 1 }),
    ];
    expect(metricColumns(runs)).toEqual([
      'test_roc_auc',
      'test_log_loss',
      'test_brier',
      'cv_roc_auc',
      'cv_log_loss',
      'cv_fold_brier',
    ]);
  });
  it('orders the metrics of runs that other tools logged too', () => {
    expect(metricColumns([run('a', { loss: 1, accuracy: 1, rocAuc: 1 })])).toEqual([
      'rocAuc',
      'accuracy',
      'loss',
    ]);
  });
});

describe('sortRuns', () => {
  const runs = [run('low', { auc: 0.6 }), run('none', {}), run('high', { auc: 0.7 })];
  const ids = (descending: boolean) =>
    sortRuns(runs, { column: 'metric:auc', descending }).map(({ info }) => info.run_id);
  it('puts runs without the metric last, both ways', () => {
    expect(ids(true)).toEqual(['high', 'low', 'none']);
    expect(ids(false)).toEqual(['low', 'high', 'none']);
  });
});

describe('durationSeconds', () => {
  it('is not known while a run goes on', () => {
    expect(durationSeconds(run('a', {}, { start: 1000 }))).toBeNull();
    expect(durationSeconds(run('a', {}, { start: 1000, end: 3500 }))).toBe(2.5);
  });
});
