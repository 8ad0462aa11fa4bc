import type { Interval, MonitoringPolicy, ReferenceProfile, SeriesProfile } from '@flywheel/contracts';
import { buildCategoricalProfile, buildNumericProfile } from '@flywheel/drift';
import type { Column, Table } from '@flywheel/learn';
import { performanceLimits } from './performance-limits.ts';

/** What training freezes so that serving can be compared with it; no raw rows but a sorted sample of each number. */
export function buildReferenceProfile({
  train,
  interval,
  test,
  policy,
}: {
  train: Table;
  interval: Interval;
  /** Rows later than the training rows, with the answers of the ONNX file: what serving will look like. */
  test: { time: Float64Array; labels: Uint8Array; probabilities: Float64Array };
  policy: MonitoringPolicy;
}): ReferenceProfile {
  const { windowDays } = policy;
  const profileOf = (column: Column): SeriesProfile =>
    column.kind === 'numeric'
      ? buildNumericProfile({ values: column.values, time: train.time, windowDays })
      : buildCategoricalProfile({ ...column, time: train.time, windowDays });
  return {
    schemaVersion: 1,
    rows: train.rows,
    interval,
    features: Object.fromEntries(
      Object.entries(train.columns).map(([name, column]) => [name, profileOf(column)]),
    ),
    score: buildNumericProfile({ values: test.probabilities, time: test.time, windowDays }),
    performance: performanceLimits({ ...test, policy }),
  };
}
