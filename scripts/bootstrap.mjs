// The only file that runs on whatever Node the machine has (>= 20). It brings the pinned pnpm and Node from the
// npm registry, installs the workspace when the lockfile has changed, and hands over to the pinned Node.
//
//   node scripts/bootstrap.mjs start|test|flywheel [arguments]
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PNPM = 'pnpm@12.21.0';
const OLDEST_NODE = 20;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Exit code after Ctrl-C. */
const INTERRUPTED = 130;
const KILL_AFTER_MS = 3000;
const isWindows = process.platform === 'win32';
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, 'node_modules', '.flywheel-bootstrap');
const pinnedNode = join(root, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');
const COMMANDS = {
  start: ['apps/cli/src/main.ts', 'up'],
  test: ['scripts/test.ts'],
  flywheel: ['apps/cli/src/main.ts'],
};

let interrupted = false;
const [command, ...args] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, command))
  fail(`unknown command "${command}". Use one of: ${Object.keys(COMMANDS).join(', ')}.`);
requireNode();
await install();
await buildConsole();
handOver([...COMMANDS[command], ...args]);

function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= OLDEST_NODE) return;
  fail(
    `Node ${process.versions.node} is too old, Flywheel needs Node ${OLDEST_NODE} or newer. Install the current LTS from https://nodejs.org.`,
  );
}

async function install() {
  const wanted = fingerprint();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted && existsSync(pinnedNode)) return;
  say(`installing dependencies with ${PNPM} (first start: one to four minutes; afterwards: not at all)`);
  const started = Date.now();
  const { code, output } = await run(
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
      shell: isWindows,
      stdio: process.env.FLYWHEEL_VERBOSE ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: {
        // Where the registry cannot be reached, npm says so after ten seconds instead of a minute.
        npm_config_fetch_retry_mintimeout: '2000',
        npm_config_fetch_retry_maxtimeout: '8000',
        ...process.env,
        CI: process.env.CI ?? 'true',
        ONNXRUNTIME_NODE_INSTALL: 'skip',
      },
    },
  );
  if (code !== 0) fail(explain(output));
  writeFileSync(stampFile, wanted);
  say(`dependencies ready in ${Math.round((Date.now() - started) / 1000)} s`);
}

/** The console is the only part with a build step; it is built again when its sources have changed. */
async function buildConsole() {
  const folder = join(root, 'apps', 'console');
  const stamp = join(folder, 'dist', '.fingerprint');
  const hash = createHash('sha256').update(readFileSync(stampFile));
  for (const source of ['apps/console', 'packages/contracts/src']) hashFolder(hash, join(root, source));
  const wanted = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('building the console');
  const { code } = await run(
    pinnedNode,
    [join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
    { cwd: folder, stdio: 'inherit' },
  );
  if (code !== 0) fail('the console could not be built; the lines above say why.');
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

/**
 * Runs one program to its end in a process group of its own, so that Ctrl-C ends all of it, and gives its exit code and
 * the end of its output.
 */
function run(program, args, options) {
  const child = spawn(program, args, { ...options, detached: !isWindows });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => (output = `${output}${chunk}`.slice(-20_000)));
  forwardSignals((signal) => {
    killGroup(child, signal);
    setTimeout(() => killGroup(child, 'SIGKILL'), KILL_AFTER_MS).unref();
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => {
      if (interrupted) process.exit(INTERRUPTED);
      resolve({ code, output: output.trim() });
    });
  });
}

function killGroup(child, signal) {
  try {
    if (isWindows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Who gets the signals that end us: the program that runs at the moment. */
function forwardSignals(send) {
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal);
    process.on(signal, () => {
      interrupted = true;
      send(signal);
    });
  }
}

/** One sentence and what to do, for the failures that students meet. */
function explain(wrapped) {
  const output = wrapped.replace(/\s+/g, ' '); // pnpm breaks its lines anywhere
  if (/ENOSPC|no space left/i.test(output))
    return 'the disk is full. Free about 3 GB and run the same command again.';
  if (/EACCES|EROFS|EPERM|read-only file system|permission denied/i.test(output))
    return `the folder ${root} or the cache of npm cannot be written. Clone the repository into a folder you own and run the same command there.`;
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network|error sending request|dns error/i.test(
      output,
    )
  )
    return 'the npm registry could not be reached. Check the network (or the proxy settings of npm) and run the same command again.';
  if (/OUTDATED_LOCKFILE/.test(output))
    return 'package.json and pnpm-lock.yaml disagree. Run "npx pnpm install" and commit the lockfile.';
  if (/spawn npm ENOENT/.test(output))
    return 'there is no npm on this machine. Install Node with npm from https://nodejs.org.';
  console.error(wrapped.split('\n').slice(-15).join('\n'));
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

/**
 * Runs the pinned Node in the foreground. Ctrl-C reaches it through the terminal and through us, any other signal through
 * us alone; to stop twice is to stop once.
 */
function handOver(argv) {
  const child = spawn(pinnedNode, argv, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules', '.bin')}${isWindows ? ';' : ':'}${process.env.PATH}`,
    },
  });
  forwardSignals((signal) => child.kill(signal));
  child.on('error', (error) =>
    fail(
      `the pinned Node did not start (${error.message}). Delete node_modules and run the same command again.`,
    ),
  );
  child.on('exit', (code, signal) =>
    process.exit(interrupted ? INTERRUPTED : signal ? 128 + constants.signals[signal] : (code ?? 1)),
  );
}

function say(text) {
  console.log(`flywheel: ${text}`);
}

function fail(text) {
  console.error(`flywheel: ${text}`);
  process.exit(1);
}
