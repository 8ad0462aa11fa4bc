import { lines } from './panels.ts';

const OF_VERSION = 'project="$project",version=~"$version"';

export const performancePanels = [
  lines({
    title: 'Realised performance and its limit',
    description:
      'ROC AUC on outcomes, per window of event time. Below the limit in enough windows, the trigger asks for retraining.',
    unit: 'none',
    width: 8,
    series: [
      {
        expr: `flywheel_performance_realized{${OF_VERSION},metric="roc_auc"}`,
        legend: 'version {{version}}',
      },
      {
        expr: `flywheel_performance_lower_limit{${OF_VERSION},metric="roc_auc"}`,
        legend: 'limit of version {{version}}',
      },
    ],
  }),
  lines({
    title: 'Outcomes known',
    description: 'Share of the predictions of the last window whose true answer has arrived.',
    unit: 'percentunit',
    width: 8,
    series: [{ expr: `flywheel_outcome_coverage_ratio{${OF_VERSION}}`, legend: 'version {{version}}' }],
  }),
  lines({
    title: 'Rows in the last window',
    description: 'What the values above and below describe. Too few rows make no statement.',
    unit: 'short',
    width: 8,
    series: [{ expr: `flywheel_window_rows{${OF_VERSION}}`, legend: 'version {{version}}' }],
  }),
];
