import { now } from './panels.ts';

/** The answers that somebody wants at once. */
export const summaryPanels = [
  now({
    title: 'Champion',
    description: 'Model version in service, as the inference process reports it.',
    unit: 'short',
    width: 4,
    show: 'name',
    series: [
      {
        expr: 'max by (version, estimator) (flywheel_model_info{project="$project"})',
        legend: 'version {{version}} ({{estimator}})',
      },
    ],
  }),
  now({
    title: 'Predictions',
    description: 'Rows answered per second, over five minutes.',
    unit: 'rowsps',
    width: 4,
    series: [
      {
        expr: 'sum(rate(flywheel_predictions_total{project="$project"}[5m]))',
        legend: 'predictions',
      },
    ],
  }),
  now({
    title: 'Realised ROC AUC',
    keepsLast: true,
    description:
      'On the outcomes of the last window whose outcomes are known; the limit is what the monitor acts on.',
    unit: 'none',
    width: 4,
    series: [
      {
        expr: 'max(flywheel_performance_realized{project="$project",version=~"$version",metric="roc_auc"})',
        legend: 'realised',
      },
      {
        expr: 'max(flywheel_performance_lower_limit{project="$project",version=~"$version",metric="roc_auc"})',
        legend: 'limit',
      },
    ],
  }),
  now({
    title: 'Drifted features',
    keepsLast: true,
    description: 'Series flagged in 2 of the last 3 windows. Drift alone never retrains.',
    unit: 'none',
    width: 4,
    alarmFrom: 1,
    series: [
      {
        expr: 'sum(flywheel_drift_detected{project="$project",version=~"$version"})',
        legend: 'drifted',
      },
    ],
  }),
  now({
    title: 'Server errors',
    description:
      'Share of requests answered with 5xx by any process, over five minutes; probes that say "not ready" are no errors.',
    unit: 'percentunit',
    width: 4,
    alarmFrom: 0.01,
    series: [
      {
        expr: '(sum(rate(flywheel_http_request_duration_seconds_count{status=~"5..",route!="/health/ready"}[5m])) or vector(0)) / sum(rate(flywheel_http_request_duration_seconds_count[5m]))',
        legend: 'share',
      },
    ],
  }),
  now({
    title: 'Processes up',
    description: 'Processes that Prometheus reaches, of four.',
    unit: 'none',
    width: 4,
    series: [{ expr: 'sum(up{job="flywheel"})', legend: 'up' }],
  }),
];
