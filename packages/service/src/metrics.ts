import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Gauges that prom-client calls `_total`, a name that Prometheus keeps for counters. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** A registry of its own per process, with Node's default metrics. Apps add theirs in `createMetrics(registry)`. */
export function createMetricsRegistry(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  return registry;
}

/** Duration of every HTTP request by route pattern (never by raw path). */
export function createHttpMetrics(registry: Registry): {
  requestDuration: Histogram<'method' | 'route' | 'status'>;
} {
  return {
    requestDuration: new Histogram({
      name: 'flywheel_http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last byte of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [registry],
    }),
  };
}
