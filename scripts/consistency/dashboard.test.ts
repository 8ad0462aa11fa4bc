import { expect, it } from 'vitest';
import { createDashboard } from '../../grafana/src/dashboard.ts';
import { DATASOURCE } from '../../grafana/src/panels.ts';
import { read, readYaml } from './repository.ts';

const dashboard = createDashboard();

it('grafana/dashboards/flywheel.json is what grafana/src builds (run `node grafana/build.ts`)', () => {
  expect(JSON.parse(read('grafana/dashboards/flywheel.json'))).toEqual(JSON.parse(JSON.stringify(dashboard)));
});

it('has panels with ids of their own that stay inside the 24 columns and do not overlap', () => {
  const panels = dashboard.panels as {
    id: number;
    gridPos: { x: number; y: number; w: number; h: number };
  }[];
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
    expect(x + w).toBeLessThanOrEqual(24);
    return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`);
  });
  expect(new Set(cells).size).toBe(cells.length);
});

it('asks the data source that is provisioned', () => {
  const { datasources } = readYaml('grafana/provisioning/datasources/prometheus.yaml') as {
    datasources: { uid: string; type: string; url: string }[];
  };
  expect(datasources).toEqual([expect.objectContaining(DATASOURCE)]);
  const { services } = readYaml('compose.yaml') as { services: Record<string, unknown> };
  expect(Object.keys(services)).toContain(new URL(datasources[0]!.url).hostname);
});

it('is found by Grafana where compose.yaml mounts it', () => {
  const { providers } = readYaml('grafana/provisioning/dashboards/flywheel.yaml') as {
    providers: { options: { path: string } }[];
  };
  const { services } = readYaml('compose.yaml') as { services: { grafana: { volumes: string[] } } };
  expect(services.grafana.volumes).toContain(`./grafana/dashboards:${providers[0]!.options.path}:ro`);
});
