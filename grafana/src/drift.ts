import { bars, lines } from './panels.ts';

const OF_VERSION = 'project="$project",version=~"$version"';

export const driftPanels = [
  lines({
    title: 'PSI by feature',
    description:
      'Population stability index of the last window against the reference frozen at training. __score__ is the prediction.',
    unit: 'none',
    width: 8,
    series: [
      {
        expr: `max by (feature) (flywheel_drift_psi{${OF_VERSION}})`,
        legend: '{{feature}}',
      },
    ],
  }),
  bars({
    title: 'PSI against its threshold',
    keepsLast: true,
    description:
      'From 1 on the window differs significantly at its number of rows; PSI from 0.1 on is also large.',
    unit: 'none',
    width: 8,
    alarmFrom: 1,
    series: [
      {
        expr: `max by (feature) (flywheel_drift_psi{${OF_VERSION}} / flywheel_drift_psi_threshold{${OF_VERSION}})`,
        legend: '{{feature}}',
      },
    ],
  }),
  lines({
    title: 'Missing and unseen values',
    description:
      'Share of the rows of the last window without a value, or with a category that training never saw.',
    unit: 'percentunit',
    width: 8,
    series: [
      {
        expr: `max by (feature) (flywheel_feature_missing_ratio{${OF_VERSION}})`,
        legend: '{{feature}} missing',
      },
      {
        expr: `max by (feature) (flywheel_feature_unseen_ratio{${OF_VERSION}})`,
        legend: '{{feature}} unseen',
      },
    ],
  }),
];
