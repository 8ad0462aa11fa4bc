import { beforeAll, describe, expect, it } from 'vitest';
import { read, readYaml, load, SERVERS } from './repository.ts';

/** What these tests use of prom-client's registry: the metrics as they were made, nothing is collected. */
interface Registry {
  getMetricsAsArray: () => { name: string; type: string; labelNames?: string[] }[];
}
type CreateMetrics = (registry: Registry, ...fakes: unknown[]) => unknown;
/** Labels that Prometheus or every process adds. */
const ADDED = ['job', 'instance', 'service', 'le', 'quantile'];

/** Every metric of every process, by name, with its labels. */
const exported = new Map<string, { type: string; labels: string[] }>();
beforeAll(async () => {
  const service = await load('packages/service/src/metrics.ts');
  const newRegistry = service['createMetricsRegistry'] as (name: string) => Registry;
  const registries = await Promise.all(
    SERVERS.map(async (app) => {
      const registry = newRegistry(app);
      const { createMetrics } = await load(`apps/${app}/src/metrics.ts`);
      (createMetrics as CreateMetrics)(registry, {}, () => {});
      return registry;
    }),
  );
  (service['createHttpMetrics'] as CreateMetrics)(registries[0]!);
  for (const { name, type, labelNames = [] } of registries.flatMap((registry) =>
    registry.getMetricsAsArray(),
  ))
    exported.set(name, { type, labels: labelNames });
});

interface Rules {
  groups: { rules: { record?: string; alert?: string; expr: string }[] }[];
}
interface Dashboard {
  panels: { title: string; targets?: { expr: string }[] }[];
  templating: { list: { query: string }[] };
  annotations: { list: { expr?: string }[] };
}

const rules = (readYaml('grafana/prometheus/rules.yml') as Rules).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read('grafana/dashboards/flywheel.json')) as Dashboard;
const queries = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ where: title, expr })),
  ),
  ...dashboard.templating.list.map(({ query }) => ({ where: 'variable', expr: query })),
  ...dashboard.annotations.list.flatMap(({ expr }) => (expr ? [{ where: 'annotation', expr }] : [])),
  ...rules.map(({ record, alert, expr }) => ({ where: alert ?? record!, expr })),
];

/** Metrics in a PromQL expression, with the labels that their matchers name. */
function metricsIn(expr: string): { name: string; labels: string[] }[] {
  return [...expr.matchAll(/\b((?:flywheel|process|nodejs)_[a-z0-9_]+)(\{[^}]*\})?/g)].map(
    ([, name, matchers = '']) => ({
      name: name!,
      labels: [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label]) => label!),
    }),
  );
}

/** The metric that a series belongs to: histograms export _bucket, _sum and _count. */
function metricOf(series: string): { type: string; labels: string[] } | undefined {
  const histogram = exported.get(series.replace(/_(bucket|sum|count)$/, ''));
  return exported.get(series) ?? (histogram?.type === 'histogram' ? histogram : undefined);
}

it('finds the metrics of every process', () => {
  expect(exported.size).toBeGreaterThan(40);
  expect(queries.length).toBeGreaterThan(30);
});

describe.each(queries)('$where: $expr', ({ expr }) => {
  it('asks for metrics that a process exports, by labels that they carry', () => {
    for (const { name, labels } of metricsIn(expr)) {
      const metric = metricOf(name);
      expect({ name, exported: metric !== undefined }).toEqual({ name, exported: true });
      expect([...metric!.labels, ...ADDED]).toEqual(expect.arrayContaining(labels));
    }
  });
});

it('rates only counters and histograms', () => {
  const rated = queries.flatMap(({ expr }) =>
    [...expr.matchAll(/\b(?:rate|increase)\((\w+)/g)].map(([, name]) => name!),
  );
  expect(rated.length).toBeGreaterThan(5);
  expect(rated.filter((name) => !['counter', 'histogram'].includes(metricOf(name)?.type ?? ''))).toEqual([]);
});

it('recording rules that are used are recorded', () => {
  const recorded = rules.flatMap(({ record }) => record ?? []);
  const used = queries.flatMap(({ expr }) =>
    [...expr.matchAll(/\bflywheel(?::\w+)+/g)].map(([name]) => name),
  );
  expect(recorded).toEqual(expect.arrayContaining(used));
});
