import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresFailedToStart } from '../errors.ts';
import { copyForUnprivilegedUser, findBinaries } from './binaries.ts';
import { endLeftover } from './leftover.ts';
import { waitUntilReachable } from './wait-until-reachable.ts';

export interface EmbeddedPostgres {
  url: string;
  port: number;
  pid: number;
  /** Resolves when the server process has ended, for whatever reason. */
  exited: Promise<void>;
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop: () => Promise<void>;
}

/** User and group "nobody", which every Linux has; used when we are root, as PostgreSQL refuses to be. */
const NOBODY = 65534;

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
  const binaries = asRoot
    ? await copyForUnprivilegedUser(installed)
    : { ...installed, remove: async () => {} };
  try {
    await mkdir(data, { recursive: true });
    if (asRoot) await chown(data, NOBODY, NOBODY);
    await chmod(data, 0o700);
    await endLeftover(data);
    const password = await readOrCreatePassword(folder);
    const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
    // As nobody we may not walk the path to the data folder, but we may stand in it.
    const dataArgument = asRoot ? '/proc/self/cwd' : data;
    if (!existsSync(join(data, 'PG_VERSION')))
      await initialise({ initdb: binaries.initdb, data, dataArgument, identity, password });
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
  initdb: string;
  data: string;
  dataArgument: string;
  identity: { uid?: number; gid?: number };
  password: string;
}

async function initialise(options: InitialiseOptions): Promise<void> {
  const secret = await mkdtemp(join(tmpdir(), 'flywheel-initdb-'));
  try {
    const { code, output } = await runInitdb(options, secret);
    if (code === 0) return;
    await rm(options.data, { recursive: true, force: true });
    throw postgresFailedToStart({ output });
  } finally {
    await rm(secret, { recursive: true, force: true });
  }
}

/** initdb takes the password from a file only; it stands in a folder of its own that nobody else can read. */
async function runInitdb(
  { initdb, data, dataArgument, identity, password }: InitialiseOptions,
  secret: string,
): Promise<{ code: number | null; output: string }> {
  const passwordFile = join(secret, 'password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  const { uid, gid } = identity;
  if (uid !== undefined && gid !== undefined)
    await Promise.all([secret, passwordFile].map((path) => chown(path, uid, gid)));
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
    { cwd: data, ...identity, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = collectOutput(child);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
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
      await exited;
    },
  };
}

async function readOrCreatePassword(folder: string): Promise<string> {
  const file = join(folder, 'password');
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
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
