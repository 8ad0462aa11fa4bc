import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SupervisorStatus } from '@flywheel/contracts';

/** The ports of grafana/prometheus/prometheus.local.yml, which are the defaults of the processes. */
const DEFAULT_PORTS = { registry: 5050, trainer: 8082, inference: 8080, monitor: 8081 };

export interface Prometheus {
  /** Label sets and number of samples of every series that the expression gave since the start. */
  query: (expression: string) => Promise<{ labels: Record<string, string>; samples: number }[]>;
  stop: () => Promise<void>;
}

export const prometheusIsMissing = (): boolean => spawnSync('prometheus', ['--version']).error !== undefined;

/** A real Prometheus with the configuration that we ship, its ports replaced by those of this platform. */
export function startPrometheus(options: {
  folder: string;
  port: number;
  status: SupervisorStatus;
}): Prometheus {
  const { folder, port, status } = options;
  mkdirSync(folder, { recursive: true });
  const config = Object.entries(DEFAULT_PORTS).reduce(
    (text, [name, from]) =>
      text.replace(
        `127.0.0.1:${from}`,
        `127.0.0.1:${status.processes.find((process) => process.name === name)!.port}`,
      ),
    readFileSync('grafana/prometheus/prometheus.local.yml', 'utf8')
      .replace('scrape_interval: 5s', 'scrape_interval: 1s')
      .replace('- rules.yml', `- ${resolve('grafana/prometheus/rules.yml')}`),
  );
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, config);
  const started = Date.now();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  return {
    query: (expression) => queryRange(`http://127.0.0.1:${port}`, expression, started),
    stop: () => stopChild(child),
  };
}

async function queryRange(
  url: string,
  expression: string,
  startedMs: number,
): Promise<{ labels: Record<string, string>; samples: number }[]> {
  const parameters = new URLSearchParams({
    query: expression,
    start: String(startedMs / 1000),
    end: String(Date.now() / 1000),
    step: '2',
  });
  const response = await fetch(`${url}/api/v1/query_range?${parameters.toString()}`);
  const body = (await response.json()) as {
    status: string;
    error?: string;
    data: { result: { metric: Record<string, string>; values: unknown[] }[] };
  };
  if (body.status !== 'success') throw new Error(`${expression}: ${body.error}`);
  return body.data.result.map(({ metric, values }) => ({ labels: metric, samples: values.length }));
}

function stopChild(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.once('exit', () => done());
    child.kill('SIGTERM');
  });
}

/** Every query of the shipped dashboard with its variables filled in. */
export function dashboardQueries(): { panel: string; expression: string }[] {
  const dashboard = JSON.parse(readFileSync('grafana/dashboards/flywheel.json', 'utf8')) as {
    panels: { title: string; targets?: { expr: string }[] }[];
  };
  return dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({
      panel: title,
      expression: expr
        .replaceAll('$project', 'flights')
        .replaceAll('$version', '.+')
        .replaceAll('$__rate_interval', '10s'),
    })),
  );
}
