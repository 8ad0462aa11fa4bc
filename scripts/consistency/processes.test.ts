import { existsSync, globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONFIGS, defaultPortOf, portVariableOf, read, readYaml, SERVERS } from './repository.ts';

interface Compose {
  services: Record<string, { build?: { target: string }; ports?: string[] }>;
}
const { services } = readYaml('compose.yaml') as Compose;
const dockerfile = read('docker/Dockerfile');
/** Stages of the Dockerfile that become images: those with a command. */
const targets = [...dockerfile.matchAll(/^FROM process AS (\w+)$/gm)].map(([, target]) => target!);
const apps = globSync('apps/*/src/main.ts').map((file) => file.split('/')[1]!);

const withImage = [...SERVERS, 'cli'];

it('every app with a main.ts has an image target, a compose service and an install rule', () => {
  expect(apps.toSorted()).toEqual(withImage.toSorted());
  expect(Object.keys(CONFIGS).toSorted()).toEqual(withImage.toSorted());
  expect(targets.toSorted()).toEqual(withImage.toSorted());
  const built = Object.values(services).flatMap(({ build }) => build?.target ?? []);
  expect(built.toSorted()).toEqual(withImage.toSorted());
  for (const app of withImage) expect(read('docker/install.ts')).toContain(`\n  ${app}: {`);
});

describe.each(SERVERS)('%s', (app) => {
  it('has the same port in code, image, compose, Prometheus and the devcontainer', () => {
    const port = defaultPortOf(app);
    const stage = dockerfile.split(`FROM process AS ${app}\n`)[1]!.split('\nFROM ')[0]!;
    expect(stage).toContain(`EXPOSE ${port}\n`);
    expect(stage).toContain(`"docker/health.ts", "${portVariableOf(app)}", "${port}"`);
    expect(services[app]!.ports).toEqual([`127.0.0.1:${port}:${port}`]);
    expect(read('grafana/prometheus/prometheus.yml')).toContain(`'${app}:${port}'`);
    expect(read('grafana/prometheus/prometheus.local.yml')).toContain(`'127.0.0.1:${port}'`);
    expect(read('.devcontainer/devcontainer.json')).toContain(`"${port}": {`);
  });

  it('starts from its own sources in its image', () => {
    const stage = dockerfile.split(`FROM process AS ${app}\n`)[1]!.split('\nFROM ')[0]!;
    expect(stage).toContain(`CMD ["node", "apps/${app}/src/main.ts"]`);
    expect(stage).toContain(`COPY --from=${app}-dependencies /app ./`);
  });

  it('has a manifest, and a row with its port in the table of the README', () => {
    const port = defaultPortOf(app);
    expect(existsSync(`k8s/base/${app}.yaml`)).toBe(true);
    const rows = read('README.md')
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(rows.filter((row) => row.includes(`apps/${app}`) && row.includes(String(port)))).toHaveLength(1);
  });
});

it('publishes ports on this machine only', () => {
  const ports = Object.values(services).flatMap((service) => service.ports ?? []);
  expect(ports.length).toBeGreaterThan(SERVERS.length);
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
});
