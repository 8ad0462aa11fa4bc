import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { postgresFailedToStart } from '../errors.ts';
import { copyForUnprivilegedUser, findBinaries, type PostgresBinaries } from './binaries.ts';
import { endLeftover, initialisingFile } from './leftover.ts';
import { waitUntilReachable } from './wait-until-reachable.ts';

export interface EmbeddedPostgres {
  url: string;
  port: number;
  pid: number;
  /** Resolves when the server process has ended, for whatever reason. */
  exited: Promise<void>;
  /** Fast shutdown, an immediate one after two seconds: open transactions are rolled back, what is committed is kept. */
  stop: () => Promise<void>;
}

/** User and group "nobody", which every Linux has; used when we are root, as PostgreSQL refuses to be. */
const NOBODY = 65534;
const PASSWORD_FILE = 'password';
const FAST_SHUTDOWN_MS = 2000;

/**
 * Starts a real PostgreSQL from npm on loopback, creating its data folder on first use.
 * @param folder  keeps `data/` and the password; nothing else is written
 * @param port    to listen on, 127.0.0.1 only
 */
export async function startEmbeddedPostgres(options: {
  folder: string;
  port: number;
  flags?: string[];
}): Promise<EmbeddedPostgres> {
  const { folder, port, flags = [] } = options;
  const asRoot = process.getuid?.() === 0;
  const data = join(folder, 'data');
  const installed = await findBinaries();
  await endLeftover(folder);
  await mkdir(data, { recursive: true });
  const binaries = asRoot
    ? await copyForUnprivilegedUser(installed, folder)
    : { ...installed, remove: async () => {} };
  try {
    if (asRoot) await chown(data, NOBODY, NOBODY);
    await chmod(data, 0o700);
    const password = await readOrCreatePassword(folder);
    const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
    // As nobody we may not walk the path to the data folder, but we may stand in it.
    const dataArgument = asRoot ? '/proc/self/cwd' : data;
    if (!existsSync(join(data, 'PG_VERSION')))
      await initialise({ binaries, folder, dataArgument, identity, password });
    const child = spawn(
      binaries.postgres,
      ['-D', dataArgument, '-p', String(port), ...serverFlags, ...flags],
      {
        cwd: data,
        ...identity,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      },
    );
    return await supervise({ child, port, password, removeBinaries: binaries.remove });
  } catch (error) {
    await binaries.remove();
    throw error;
  }
}

/** One machine, one person: small buffers, loopback only, no Unix socket. fsync stays on: nothing acknowledged is lost. */
const serverFlags = Object.entries({
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '64MB',
  max_wal_size: '256MB',
  log_min_messages: 'warning',
}).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

interface InitialiseOptions {
  binaries: PostgresBinaries;
  folder: string;
  dataArgument: string;
  identity: { uid?: number; gid?: number };
  password: string;
}

async function initialise(options: InitialiseOptions): Promise<void> {
  const { folder } = options;
  await writeFile(initialisingFile(folder), '');
  const { code, output } = await runInitdb(options);
  if (code !== 0) await rm(join(folder, 'data'), { recursive: true, force: true });
  await rm(initialisingFile(folder));
  if (code !== 0) throw postgresFailedToStart({ output });
}

/** initdb takes the password from a file only. Root's copy of the programs is the one place that its user can reach. */
async function runInitdb({
  binaries: { initdb },
  folder,
  dataArgument,
  identity,
  password,
}: InitialiseOptions): Promise<{ code: number | null; output: string }> {
  const { uid, gid } = identity;
  let passwordFile = join(folder, PASSWORD_FILE);
  if (uid !== undefined && gid !== undefined) {
    passwordFile = join(dirname(dirname(initdb)), PASSWORD_FILE);
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await chown(passwordFile, uid, gid);
  }
  const child = spawn(
    initdb,
    [
      '-D',
      dataArgument,
      '--username=flywheel',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ],
    { cwd: join(folder, 'data'), ...identity, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = collectOutput(child);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  if (uid !== undefined) await rm(passwordFile);
  return { code, output: output() };
}

async function supervise(options: {
  child: ChildProcess;
  port: number;
  password: string;
  removeBinaries: () => Promise<void>;
}): Promise<EmbeddedPostgres> {
  const { child, port, password } = options;
  const output = collectOutput(child);
  const exited = new Promise<void>((resolve) =>
    child.on('close', () => resolve()).on('error', () => resolve()),
  ).then(options.removeBinaries);
  const url = `postgres://flywheel:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  const started = await Promise.race([waitUntilReachable(url), exited.then(() => false)]);
  if (!started) {
    child.kill('SIGKILL');
    throw postgresFailedToStart({ output: output() });
  }
  return {
    url,
    port,
    pid: child.pid!,
    exited,
    stop: async () => {
      child.kill('SIGINT');
      const cutShort = setTimeout(() => child.kill('SIGQUIT'), FAST_SHUTDOWN_MS);
      await exited;
      clearTimeout(cutShort);
    },
  };
}

async function readOrCreatePassword(folder: string): Promise<string> {
  const file = join(folder, PASSWORD_FILE);
  const known = existsSync(file) ? (await readFile(file, 'utf8')).trim() : '';
  if (known !== '') return known; // empty: the disk was full when it was written
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/** The last lines that a program printed, for the error message when it fails. */
function collectOutput(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (text = `${text}${chunk.toString()}`.slice(-4000)));
  return () => text.trim();
}
