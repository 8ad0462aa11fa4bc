import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** A registry of its own per process, with Node's default metrics. Apps add theirs in `createMetrics(registry)`. */
export function createMetricsRegistry(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
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
