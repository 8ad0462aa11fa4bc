import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, inject, it, vi } from 'vitest';
import { openDatabase } from '../database.ts';
import { createTestDatabase } from '../testing.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { endLeftover } from './leftover.ts';

const folder = await mkdtemp(join(tmpdir(), 'flywheel-embedded-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

it('keeps what was committed over a kill and a new start on the same folder', async () => {
  // Temporary files go where nobody else's do; the unprivileged server must be able to walk there.
  const temporary = await mkdtemp(join(tmpdir(), 'flywheel-temporary-'));
  await chmod(temporary, 0o755);
  vi.stubEnv('TMPDIR', temporary);
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const first = await startEmbeddedPostgres({ folder, port });
  const before = await openDatabase(first.url);
  await sql`create table kept (n int)`.execute(before.db);
  await sql`insert into kept values (7)`.execute(before.db);
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  await before.close();

  const second = await startEmbeddedPostgres({ folder, port });
  const after = await openDatabase(second.url);
  const { rows } = await sql<{ n: number }>`select n from kept`.execute(after.db);
  expect(rows).toEqual([{ n: 7 }]);
  await after.close();
  await second.stop();
  expect(await readdir(temporary)).toEqual([]);
  expect(await readdir(folder)).toEqual(['data', 'password']);
  vi.unstubAllEnvs();
  await rm(temporary, { recursive: true });
});

it('tidies up after a process that was killed: its server, its copy of the programs, a half-made data folder', async () => {
  const abandoned = await mkdtemp(join(tmpdir(), 'flywheel-abandoned-'));
  const copy = await mkdtemp(join(tmpdir(), 'flywheel-postgres-'));
  const server = await startEmbeddedPostgres({ folder: abandoned, port: 20_000 + (process.pid % 20_000) });
  await endLeftover(abandoned);
  await server.exited;
  expect(await readdir(abandoned)).toEqual(['data', 'password']);

  await writeFile(join(abandoned, 'binaries'), `${copy}\n`);
  await writeFile(join(abandoned, 'initialising'), '');
  await endLeftover(abandoned);
  expect(await readdir(abandoned)).toEqual(['password']);
  expect(existsSync(copy)).toBe(false);
  await rm(abandoned, { recursive: true });
});

it('gives each test file a migrated database of its own', async () => {
  const one = await createTestDatabase();
  const two = await createTestDatabase();
  expect(one.url).not.toBe(two.url);
  const { rows } = await sql<{ count: string }>`select count(*) from predictions`.execute(one.db);
  expect(rows).toEqual([{ count: '0' }]);
  await one.drop();
  await two.drop();
  expect(inject('postgresUrl')).toContain('127.0.0.1');
});

it('names the address, not the password, when nothing answers', async () => {
  await expect(openDatabase('postgres://u:secret@127.0.0.1:1/x')).rejects.toThrow(
    /127\.0\.0\.1:1.*does not answer/,
  );
  await expect(openDatabase('postgres://u:secret@127.0.0.1:1/x')).rejects.not.toThrow(/secret/);
});
