import type { MonitoringWindow, RetrainDecision, SeriesDrift } from '@flywheel/contracts';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What is shown of one version: champion and challenger only. */
export interface VersionSnapshot {
  project: string;
  model: string;
  version: string;
  /** The newest window, and the share of its outcomes that is known. */
  last: { window: MonitoringWindow; outcomeCoverage: number } | null;
  /** Of the newest window whose outcomes are known. */
  performance: MonitoringWindow['performance'];
}

export type RunResult = 'ok' | 'insufficient' | 'failed';

export interface MonitorMetrics {
  runEnded: (run: { project: string; result: RunResult; durationSeconds: number; atSeconds: number }) => void;
  decided: (decision: RetrainDecision) => void;
  /** Replaces every gauge: a version or a value that is not given is a missing series. */
  publish: (versions: readonly VersionSnapshot[]) => void;
}

const VERSION = ['project', 'model', 'version'] as const;
const SERIES = [...VERSION, 'feature'] as const;
const METRIC = [...VERSION, 'metric'] as const;

const SERIES_GAUGES: Record<string, { help: string; read: (drift: SeriesDrift) => number | null }> = {
  flywheel_drift_psi: {
    help: 'Population stability index of the last window against the reference, in nats.',
    read: ({ psi }) => psi,
  },
  flywheel_drift_psi_threshold: {
    help: 'PSI from which the last window differs significantly at its number of rows.',
    read: ({ psiThreshold }) => (psiThreshold > 0 ? psiThreshold : null),
  },
  flywheel_drift_p_value: {
    help: 'Probability of a PSI this large without drift.',
    read: ({ pValue }) => pValue,
  },
  flywheel_drift_design_effect: {
    help: 'How many times dependent rows inflate the statistic of the last window.',
    read: ({ designEffect }) => designEffect,
  },
  flywheel_drift_flagged: {
    help: '1 when the last window differs significantly and noticeably, else 0.',
    read: ({ flagged }) => Number(flagged),
  },
  flywheel_drift_detected: {
    help: '1 when 2 of the last 3 windows were flagged, until none is, else 0.',
    read: ({ detected }) => Number(detected),
  },
  flywheel_feature_missing_ratio: {
    help: 'Share of the rows of the last window without a value.',
    read: ({ missingRatio }) => missingRatio,
  },
  flywheel_feature_missing_ratio_reference: {
    help: 'Share of the reference rows without a value.',
    read: ({ missingRatioReference }) => missingRatioReference,
  },
  flywheel_feature_unseen_ratio: {
    help: 'Share of the rows of the last window with a category that training never saw.',
    read: ({ unseenRatio }) => unseenRatio,
  },
};

/** Every metric of the monitor. */
export function createMetrics(registry: Registry): MonitorMetrics {
  const publishers = [seriesPublisher(registry), performancePublisher(registry), windowPublisher(registry)];
  return {
    ...createRunMetrics(registry),
    publish: (versions) => {
      for (const publish of publishers) publish(versions);
    },
  };
}

type Publish = (versions: readonly VersionSnapshot[]) => void;

function seriesPublisher(registry: Registry): Publish {
  const gauges = Object.entries(SERIES_GAUGES).map(([name, { help, read }]) => ({
    gauge: new Gauge({ name, help, labelNames: SERIES, registers: [registry] }),
    read,
  }));
  return (versions) => {
    for (const { gauge, read } of gauges) {
      gauge.reset();
      for (const version of versions) {
        for (const drift of version.last?.window.drift ?? []) {
          const value = read(drift);
          if (value !== null) gauge.set({ ...labelsOf(version), feature: drift.feature }, value);
        }
      }
    }
  };
}

function performancePublisher(registry: Registry): Publish {
  const gauge = (name: string, help: string) =>
    new Gauge({ name, help, labelNames: METRIC, registers: [registry] });
  const realized = gauge(
    'flywheel_performance_realized',
    'Performance on the outcomes of the last mature window.',
  );
  const lower = gauge('flywheel_performance_lower_limit', 'Realised performance below this is a breach.');
  const upper = gauge(
    'flywheel_performance_upper_limit',
    'Realised performance above this is unusual, often a leak.',
  );
  return (versions) => {
    for (const each of [realized, lower, upper]) each.reset();
    for (const version of versions) {
      if (version.performance === null) continue;
      const { value, logLoss, lowerLimit, upperLimit } = version.performance;
      const labels = { ...labelsOf(version), metric: 'roc_auc' };
      realized.set(labels, value);
      lower.set(labels, lowerLimit);
      upper.set(labels, upperLimit);
      realized.set({ ...labels, metric: 'log_loss' }, logLoss);
    }
  };
}

function windowPublisher(registry: Registry): Publish {
  const gauge = (name: string, help: string) =>
    new Gauge({ name, help, labelNames: VERSION, registers: [registry] });
  const coverage = gauge(
    'flywheel_outcome_coverage_ratio',
    'Share of the last window whose outcome is known.',
  );
  const rows = gauge('flywheel_window_rows', 'Predictions in the last window.');
  const end = gauge('flywheel_window_end_timestamp_seconds', 'Event time at which the last window ended.');
  return (versions) => {
    for (const each of [coverage, rows, end]) each.reset();
    for (const version of versions) {
      if (version.last === null) continue;
      const labels = labelsOf(version);
      coverage.set(labels, version.last.outcomeCoverage);
      rows.set(labels, version.last.window.rows);
      end.set(labels, Date.parse(version.last.window.until) / 1000);
    }
  };
}

function createRunMetrics(registry: Registry): Pick<MonitorMetrics, 'runEnded' | 'decided'> {
  const registers = [registry];
  const runs = new Counter({
    name: 'flywheel_monitor_runs_total',
    help: 'Looks at the prediction log by how they ended.',
    labelNames: ['project', 'result'],
    registers,
  });
  const duration = new Histogram({
    name: 'flywheel_monitor_run_duration_seconds',
    help: 'Time that one look at the prediction log took.',
    labelNames: ['project'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const lastSuccess = new Gauge({
    name: 'flywheel_monitor_last_success_timestamp_seconds',
    help: 'Wall-clock time of the last look that did not fail.',
    labelNames: ['project'],
    registers,
  });
  const decisions = new Counter({
    name: 'flywheel_retrain_decisions_total',
    help: 'Decisions about a pulled trigger, by what pulled it and what was decided.',
    labelNames: ['project', 'reason', 'decision'],
    registers,
  });
  return {
    runEnded: ({ project, result, durationSeconds, atSeconds }) => {
      runs.inc({ project, result });
      duration.observe({ project }, durationSeconds);
      if (result !== 'failed') lastSuccess.set({ project }, atSeconds);
    },
    decided: ({ project, trigger, decision }) => decisions.inc({ project, reason: trigger, decision }),
  };
}

const labelsOf = ({
  project,
  model,
  version,
}: VersionSnapshot): Record<(typeof VERSION)[number], string> => ({
  project,
  model,
  version,
});
