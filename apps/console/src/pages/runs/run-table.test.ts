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
  it('puts what a reader looks for first, and at most six', () => {
    const runs = [
      run('a', { z: 1, y: 1, x: 1, w: 1, v: 1, accuracy: 1, log_loss: 1, rocAuc: 1 }),
      run('b', { z: 1 }),
    ];
    expect(metricColumns(runs)).toEqual(['rocAuc', 'log_loss', 'accuracy', 'z', 'v', 'w']);
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
