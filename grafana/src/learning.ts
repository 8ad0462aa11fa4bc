import { lines } from './panels.ts';

export const learningPanels = [
  lines({
    title: 'Retrain decisions',
    description: 'Since the monitor started: what pulled the trigger, and whether a brake held it.',
    unit: 'short',
    width: 8,
    series: [
      {
        expr: 'sum by (reason, decision) (flywheel_retrain_decisions_total{project="$project"})',
        legend: '{{reason}}: {{decision}}',
      },
    ],
  }),
  lines({
    title: 'Promotion decisions',
    description: "Since the registry started: the gate's answers, and rollbacks.",
    unit: 'short',
    width: 8,
    series: [
      { expr: 'sum by (outcome) (flywheel_promotions_total{model="$project"})', legend: '{{outcome}}' },
    ],
  }),
  lines({
    title: 'Training jobs',
    description: 'Since the trainer started, by how they ended.',
    unit: 'short',
    width: 8,
    series: [
      {
        expr: 'sum by (result) (flywheel_training_jobs_total{project="$project"})',
        legend: '{{result}}',
      },
    ],
  }),
  lines({
    title: 'Queue',
    description: 'Training jobs by state.',
    unit: 'short',
    width: 12,
    series: [{ expr: 'max by (state) (flywheel_queue_jobs)', legend: '{{state}}' }],
  }),
  lines({
    title: 'Progress of the running job',
    description: '0 to 1 over all stages, as each stage last reported it.',
    unit: 'percentunit',
    width: 12,
    series: [
      {
        expr: 'max by (stage) (flywheel_training_stage_progress_ratio{project="$project"})',
        legend: '{{stage}}',
      },
    ],
  }),
];
