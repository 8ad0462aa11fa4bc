import { lines } from './panels.ts';

export const processPanels = [
  lines({
    title: 'Memory',
    description: 'Resident memory of each process, and of the process that trains.',
    unit: 'bytes',
    width: 8,
    series: [
      { expr: 'process_resident_memory_bytes{job="flywheel"}', legend: '{{service}}' },
      { expr: 'flywheel_training_process_memory_bytes', legend: 'training' },
    ],
  }),
  lines({
    title: 'CPU',
    description: 'Cores in use by each process.',
    unit: 'none',
    width: 8,
    series: [
      {
        expr: 'rate(process_cpu_seconds_total{job="flywheel"}[$__rate_interval])',
        legend: '{{service}}',
      },
    ],
  }),
  lines({
    title: 'Event loop lag (p99)',
    description:
      'How long a callback waits for its turn. Above a few milliseconds, something computes where it should not.',
    unit: 's',
    width: 8,
    series: [{ expr: 'nodejs_eventloop_lag_p99_seconds{job="flywheel"}', legend: '{{service}}' }],
  }),
];
