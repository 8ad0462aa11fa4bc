// The only file that runs on whatever Node the machine has (>= 20). It brings the pinned pnpm and Node from the
// npm registry, installs the workspace when the lockfile has changed, and hands over to the pinned Node.
//
//   node scripts/bootstrap.mjs start|test|flywheel [arguments]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PNPM = 'pnpm@12.21.0';
const OLDEST_NODE = 20;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, 'node_modules', '.flywheel-bootstrap');
const pinnedNode = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
const COMMANDS = {
  start: ['apps/cli/src/main.ts', 'up'],
  test: ['scripts/test.ts'],
  flywheel: ['apps/cli/src/main.ts'],
};

const [command, ...args] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, command))
  fail(`unknown command "${command}". Use one of: ${Object.keys(COMMANDS).join(', ')}.`);
requireNode();
install();
buildConsole();
handOver([...COMMANDS[command], ...args]);

function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= OLDEST_NODE) return;
  fail(
    `Node ${process.versions.node} is too old, Flywheel needs Node ${OLDEST_NODE} or newer. Install the current LTS from https://nodejs.org.`,
  );
}

function install() {
  const wanted = fingerprint();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted && existsSync(pinnedNode)) return;
  say(`installing dependencies with ${PNPM} (first start: one to four minutes; afterwards: not at all)`);
  const started = Date.now();
  const result = spawnSync(
    'npm',
    [
      'exec',
      '--yes',
      `--package=${PNPM}`,
      '--',
      'pnpm',
      'install',
      '--frozen-lockfile',
      '--reporter=append-only',
    ],
    {
      cwd: root,
      encoding: 'utf8',
      shell: process.platform === 'win32',
      stdio: process.env.FLYWHEEL_VERBOSE ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, CI: process.env.CI ?? 'true', ONNXRUNTIME_NODE_INSTALL: 'skip' },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (result.status !== 0) {
    const output = `${result.error ?? ''}${result.stdout ?? ''}${result.stderr ?? ''}`
      .trim()
      .split('\n')
      .slice(-15)
      .join('\n');
    console.error(output);
    fail(explain(output));
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, wanted);
  say(`dependencies ready in ${Math.round((Date.now() - started) / 1000)} s`);
}

/** The console is the only part with a build step; it is built again when its sources have changed. */
function buildConsole() {
  const folder = join(root, 'apps', 'console');
  const stamp = join(folder, 'dist', '.fingerprint');
  const hash = createHash('sha256').update(readFileSync(stampFile));
  for (const source of ['apps/console', 'packages/contracts/src']) hashFolder(hash, join(root, source));
  const wanted = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('building the console');
  const result = spawnSync(
    pinnedNode,
    [join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
    { cwd: folder, stdio: 'inherit' },
  );
  if (result.status !== 0) fail('the console could not be built; the lines above say why.');
  writeFileSync(stamp, wanted);
}

function hashFolder(hash, folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !['node_modules', 'dist'].includes(entry.name)) hashFolder(hash, path);
    if (entry.isFile()) hash.update(entry.name).update(readFileSync(path));
  }
}

/** One sentence and what to do, for the failures that students meet. */
function explain(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|network/i.test(output))
    return 'the npm registry could not be reached. Check the network (or the proxy settings of npm) and run the same command again.';
  if (/ENOSPC/.test(output)) return 'the disk is full. Free about 3 GB and run the same command again.';
  if (/EACCES|EROFS|EPERM/.test(output))
    return `the folder ${root} cannot be written. Clone the repository into a folder you own and run the same command there.`;
  if (/OUTDATED_LOCKFILE/.test(output))
    return 'package.json and pnpm-lock.yaml disagree. Run "npx pnpm install" and commit the lockfile.';
  return 'installing the dependencies failed; the lines above are the end of its output. FLYWHEEL_VERBOSE=1 shows all of it.';
}

/** Changes whenever what is to be installed changes: the lockfile, any manifest, the patches, the platform. */
function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  const manifests = ['apps', 'packages', 'projects', '.']
    .flatMap((folder) =>
      folder === '.'
        ? ['package.json', 'e2e/package.json', 'bench/package.json']
        : readdirSync(join(root, folder)).map((name) => join(folder, name, 'package.json')),
    )
    .filter((file) => existsSync(join(root, file)));
  const patches = readdirSync(join(root, 'patches')).map((name) => join('patches', name));
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests, ...patches]) {
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/** Runs the pinned Node in the foreground; Ctrl-C reaches it through the terminal, SIGTERM through us. */
function handOver(argv) {
  const child = spawn(pinnedNode, argv, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules', '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
    },
  });
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) =>
    fail(
      `the pinned Node did not start (${error.message}). Delete node_modules and run the same command again.`,
    ),
  );
  child.on('exit', (code, signal) => process.exit(signal ? 128 + 2 : (code ?? 1)));
}

function say(text) {
  console.log(`flywheel: ${text}`);
}

function fail(text) {
  console.error(`flywheel: ${text}`);
  process.exit(1);
}
