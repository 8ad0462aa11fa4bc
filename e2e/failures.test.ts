import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { isAlive, repository, runCli, startPlatform, type Platform } from './platform.ts';

const folder = await mkdtemp(join(tmpdir(), 'flywheel-e2e-failures-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
let homes = 0;
const newHome = (): string => join(folder, `home-${(homes += 1)}`);

/** A failure as a person should see it: what is wrong, exit code 1, no stack, no trace of it on the disk. */
async function expectFailure(
  args: string[],
  message: RegExp,
  options: { home?: string; environment?: Record<string, string> } = {},
): Promise<void> {
  const { home = newHome(), environment = {} } = options;
  const { code, output } = await runCli(home, args, environment);
  expect(output).toMatch(message);
  expect(output).not.toMatch(/^\s+at /m);
  expect(code).toBe(1);
  for (const name of ['status.json.new', 'supervisor.pid']) expect(existsSync(join(home, name))).toBe(false);
}

describe('a command that cannot work says why', () => {
  it.concurrent.each([
    ['nothing runs', ['status'], /does not run from .*npm start/],
    ['nothing to stop', ['down'], /does not run from/],
    ['nothing to ask', ['predict'], /does not run from/],
    [
      'an unknown project',
      ['train', '--project', 'nope', '--dataset', 'x', '--out', 'y'],
      /no project "nope"/,
    ],
    [
      'an unknown project to start',
      ['up', '--project', 'nope'],
      /no project "nope"; projects\/ holds: flights/,
    ],
    ['an unknown fault', ['fault', '--drift', 'nope'], /--drift: received "nope", expected one of shift/],
    ['an unknown command', ['nope'], /unknown command 'nope'\nAdd --help/],
    ['an unknown option', ['status', '--nope'], /unknown option '--nope'/],
    ['a number that is none', ['drift', '--limit', 'many'], /expected a number, received "many"/],
    [
      'a dataset that is not there',
      ['data', 'profile', '--dataset', '/nope'],
      /not a readable dataset version/,
    ],
    [
      'a file that is not there',
      ['register', '--model', 'x', '--dataset', 'y', '--evaluation', '/nope'],
      /there is no \/nope/,
    ],
  ])('%s', async (_name, args, message) => {
    await expectFailure(args, message);
  });

  it('lists every wrong variable of the environment', async () => {
    const environment = { LOG_LEVEL: 'loud', REGISTRY_PORT: 'eighty', MONITOR_PORT: '99999' };
    await expectFailure(['up'], /LOG_LEVEL: received "loud"[\s\S]*REGISTRY_PORT[\s\S]*MONITOR_PORT/, {
      environment,
    });
  });

  it('names the database that does not answer, without its password', async () => {
    const environment = { DATABASE_URL: 'postgres://someone:hush@127.0.0.1:9/flywheel' };
    await expectFailure(['up'], /someone:\*\*\*@127\.0\.0\.1:9\/flywheel does not answer/, { environment });
  });

  it('names an address that is not of this machine', async () => {
    await expectFailure(['up'], /at 192\.0\.2\.1 \(EADDRNOTAVAIL\)/, { environment: { HOST: '192.0.2.1' } });
  });

  it('names a state folder that is a file', async () => {
    const home = newHome();
    await writeFile(home, '');
    await expectFailure(['up'], /cannot be written \(ENOTDIR|cannot be written \(EEXIST/, { home });
  });

  it('takes what a killed supervisor left, and a damaged status, for what they are', async () => {
    const home = newHome();
    await mkdir(home);
    await writeFile(join(home, 'status.json'), '{"half');
    await expectFailure(['status'], /does not run from/, { home });
    // The number of the killed supervisor belongs to another program now.
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    onTestFinished(() => void other.kill());
    await writeFile(join(home, 'supervisor.pid'), `${other.pid}\n`);
    const { code, output } = await runCli(home, ['down']);
    expect([code, output]).toEqual([1, expect.stringMatching(/does not run from/)]);
    expect(isAlive(other.pid!)).toBe(true);
  });
});

describe('a platform that is stopped, killed and started again', () => {
  const home = newHome();

  it('takes the next free ports, refuses a second one, survives SIGKILL of its supervisor and ends at Ctrl-C', async () => {
    const taken = await Promise.all(['POSTGRES_PORT', 'REGISTRY_PORT'].map(occupy));
    const first = await startPlatform({ home, args: ['--no-loop'], environment: Object.fromEntries(taken) });
    await first.until('all processes are live', () => first.output().includes('all processes are live'), 60);
    for (const [name, port] of taken)
      expect(first.output()).toContain(`port ${port} is in use, ${name.split('_')[0]!.toLowerCase()} takes`);
    await expectRefused();
    const left = pidsOf(first);
    const programs = copyOf(home);
    first.signal('SIGKILL');
    await first.exited;
    const { postgres, ...apps } = left;
    await untilGone(Object.values(apps));
    expect(isAlive(postgres!)).toBe(true);

    const second = await startPlatform({ home, args: ['--no-loop'] });
    await second.until(
      'all processes are live',
      () => second.output().includes('all processes are live'),
      60,
    );
    expect(isAlive(postgres!)).toBe(false);
    if (programs !== null) expect(existsSync(programs)).toBe(false);
    const pids = pidsOf(second);
    const secondPrograms = copyOf(home);
    const asked = Date.now();
    second.signal('SIGINT');
    expect(await second.exited).toBe(130);
    expect(Date.now() - asked).toBeLessThan(5000);
    await untilGone(Object.values(pids));
    expect(readdirSync(home).toSorted()).toEqual(['artifacts', 'logs', 'postgres']);
    expect(readdirSync(join(home, 'postgres')).toSorted()).toEqual(['data', 'password']);
    if (secondPrograms !== null) expect(existsSync(secondPrograms)).toBe(false);
  }, 120_000);

  async function expectRefused(): Promise<void> {
    const { code, output } = await runCli(home, ['up', '--no-loop']);
    expect([code, output]).toEqual([1, expect.stringMatching(/already runs from .*flywheel down/)]);
  }
});

describe('bootstrap.mjs', () => {
  it('refuses an unknown command and hands the exit code on', async () => {
    expect(await bootstrap(['nope'])).toEqual({
      code: 1,
      output: expect.stringMatching(/unknown command "nope"/),
    });
  });
});

function bootstrap(args: string[]): Promise<{ code: number | null; output: string }> {
  let output = '';
  const child = spawn(process.execPath, [join(repository, 'scripts/bootstrap.mjs'), ...args]);
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

/** Listens on a port until the test ends. */
async function occupy(name: string): Promise<[string, string]> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return [name, String((server.address() as AddressInfo).port)];
}

const pidsOf = (platform: Platform): Record<string, number> =>
  Object.fromEntries(platform.status()!.processes.map(({ name, pid }) => [name, pid!]));

/** Where root's copy of PostgreSQL's programs is; null for anybody else. */
function copyOf(home: string): string | null {
  const note = join(home, 'postgres', 'binaries');
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : null;
}

async function untilGone(pids: number[]): Promise<void> {
  for (const started = Date.now(); pids.some(isAlive); await delay(50))
    if (Date.now() - started > 8000) throw new Error(`still alive: ${pids.filter(isAlive).join(', ')}`);
}
