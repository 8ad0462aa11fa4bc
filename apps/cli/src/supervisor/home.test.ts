import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeHome } from './home.ts';
import { findSupervisor, releaseLock, takeLock } from './lock.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flywheel-home-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it('refuses a full disk with its figures and writes nothing to it', () => {
  const home = join(temporaryFolder(), 'deep', 'home');
  const full = { bavail: 5000, bsize: 4096 };
  expect(() => makeHome(home, () => full)).toThrow(/full: 20 MB are free, 300 MB are needed.*FLYWHEEL_HOME/);
  expect(existsSync(home)).toBe(false);
  makeHome(home, () => ({ bavail: 100_000, bsize: 4096 }));
  expect(existsSync(join(home, 'logs'))).toBe(true);
});

it('names a folder that cannot be made', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(() => makeHome(join(file, 'home'))).toThrow(
    /cannot be written \(E[A-Z]+\): it is read-only or belongs/,
  );
});

it('counts a lock of a process that is gone, or of another program, as none', () => {
  const home = temporaryFolder();
  const lock = join(home, 'supervisor.pid');
  for (const left of ['', 'garbage', '999999999', String(process.ppid)]) {
    writeFileSync(lock, left);
    expect(findSupervisor(home)).toBeNull();
  }
  takeLock(home);
  expect(readFileSync(lock, 'utf8')).toBe(`${process.pid}\n`);
  releaseLock(home);
  expect(existsSync(lock)).toBe(false);
});
