import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loopReportSchema, type LoopReport, type ProcessName } from '@flywheel/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, isAlive, runCli, startPlatform, type Platform } from './platform.ts';
import { dashboardQueries, prometheusIsMissing, startPrometheus, type Prometheus } from './prometheus.ts';

const home = await mkdtemp(join(tmpdir(), 'flywheel-e2e-'));
afterAll(() => rm(home, { recursive: true, force: true }));

describe('the loop, while every process is killed once', () => {
  let report: LoopReport;
  let prometheus: Prometheus | null = null;
  const killed = new Map<ProcessName, number>();

  afterAll(() => prometheus?.stop());

  beforeAll(async () => {
    const platform = await startPlatform({ home, args: ['--exit'] });
    await platform.until('all processes are live', () =>
      platform.output().includes('all processes are live'),
    );
    if (!prometheusIsMissing()) {
      prometheus = startPrometheus({
        folder: join(home, 'prometheus'),
        port: await freePort(),
        status: platform.status()!,
      });
    }
    // The trainer in the middle of its first job, the others under traffic.
    await platform.until('the first training has begun', () => /\d+% train/.test(platform.output()));
    await kill(platform, 'trainer');
    await platform.until('traffic flows', () => /replaying/.test(platform.output()));
    for (const name of ['inference', 'monitor', 'postgres', 'registry'] as const) {
      await delay(1500);
      await kill(platform, name);
    }
    const code = await platform.exited;
    expect(code, platform.output()).toBe(0);
    report = loopReportSchema.parse(JSON.parse(readFileSync(join(home, 'loop.json'), 'utf8')));
  });

  async function kill(platform: Platform, name: ProcessName): Promise<void> {
    const pid = platform.pidOf(name)!;
    killed.set(name, pid);
    process.kill(pid, 'SIGKILL');
    await platform.until(`${name} runs again`, () => {
      const now = platform.pidOf(name);
      return (
        now !== null &&
        now !== pid &&
        platform.status()!.processes.find((process) => process.name === name)!.ready
      );
    });
  }

  it('ends with a promoted retrained champion', () => {
    expect(report.outcome).toBe('promoted');
    expect(report.versions.find(({ champion }) => champion)?.version).not.toBe('1');
  });

  it('loses and doubles no version and no decision', () => {
    const versions = report.versions.map(({ version }) => Number(version)).toSorted((a, b) => a - b);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
    const decided = report.decisions.map(({ version }) => version);
    expect(new Set(decided).size).toBe(decided.length);
    expect(decided.toSorted()).toEqual(report.versions.map(({ version }) => version).toSorted());
    const jobs = report.triggers.filter(({ decision }) => decision === 'started').map(({ jobId }) => jobId);
    expect(new Set(jobs).size).toBe(jobs.length);
    expect(jobs.length).toBe(versions.length - 1);
  });

  it('retrained for a reason that the outcomes gave, and the gate compared both models on the same rows', () => {
    const trigger = report.triggers.find(({ decision }) => decision === 'started')!;
    expect(trigger.trigger).toBe('performance');
    const promotion = report.decisions.find(
      ({ previousVersion, outcome }) => previousVersion !== null && outcome === 'promoted',
    )!;
    expect(promotion.evaluation!.challenger.figures.rows).toBe(promotion.evaluation!.champion!.figures.rows);
    expect(promotion.evaluation!.challenger.figures.rocAuc).toBeGreaterThan(
      promotion.evaluation!.champion!.figures.rocAuc,
    );
  });

  it('filled every panel of the dashboard from a Prometheus with the shipped configuration', async ({
    skip,
  }) => {
    if (prometheus === null && process.env['CI'] !== 'true')
      skip('prometheus (package prometheus) is not installed');
    const jobs = (await prometheus!.query('up{job="flywheel"}')).map(({ labels }) => labels['instance']);
    expect(jobs).toHaveLength(4);
    const answers = await Promise.all(
      dashboardQueries().map(async ({ panel, expression }) => ({
        panel,
        expression,
        series: (await prometheus!.query(expression)).length,
      })),
    );
    expect(answers.filter(({ series }) => series === 0)).toEqual([]);
  });

  it('leaves no process behind', () => {
    expect([...killed.values()].filter(isAlive)).toEqual([]);
    expect(existsSync(join(home, 'status.json'))).toBe(false);
  });
});

describe('a second start on the same state', () => {
  let platform: Platform;
  const record = { minute: 1065, weekday: 4, distance: 733, origin: 'ORD', destination: 'LGA' };
  const predict = (body: string): Promise<Response> =>
    fetch(`${platform.urlOf('inference')}/predict/flights`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  /** Counted where a row is handed to the prediction log, so there is nothing to wait for. */
  const predictionsLogged = async (): Promise<number> => {
    const metrics = await (await fetch(`${platform.urlOf('inference')}/metrics`)).text();
    const counters = metrics.matchAll(/^flywheel_predictions_total\{[^}]*\} (\d+)/gm);
    return [...counters].reduce((sum, [, value]) => sum + Number(value), 0);
  };

  beforeAll(async () => {
    platform = await startPlatform({ home, args: [] });
    await platform.until('the loop has been found turned', () =>
      platform.output().includes('Ctrl-C stops everything'),
    );
  });

  afterAll(async () => {
    platform.signal('SIGINT');
    await platform.exited;
  });

  it('finds the champion and turns nothing again', () => {
    expect(platform.output()).toContain('a retrained version is champion already');
  });

  it('answers a prediction on the command line, with its explanation', async () => {
    const { code, output } = await runCli(home, ['predict', 'origin=JFK', 'minute=1200']);
    expect(code, output).toBe(0);
    expect(output).toMatch(/probability 0\.\d+ \(model version \d+/);
    expect(output).toMatch(/minute\s+[+-]0\.\d+ against/);
  });

  it.each([
    ['a wrong type', { minute: 'noon' }, 'minute', '"noon"'],
    ['a number out of its hard range', { minute: 1440 }, 'minute', '1440'],
    ['a malformed category', { origin: 'jfk' }, 'origin', '"jfk"'],
    ['a missing field', { distance: undefined }, 'distance', 'nothing'],
  ])('refuses %s, names the field, and logs no prediction', async (_, change, field, received) => {
    const before = await predictionsLogged();
    const answer = await predict(JSON.stringify({ ...record, ...change }));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      details: { problems: [{ field, received, expected: expect.any(String) as string }] },
    });
    expect(await predictionsLogged()).toBe(before);
  });

  it('refuses broken JSON and ten megabytes of garbage, and stays up', async () => {
    const pid = platform.pidOf('inference');
    expect((await predict('{"minute": 1')).status).toBe(400);
    const garbage = await predict('garbage '.repeat(1_310_720)).catch((error: Error) => error);
    // The server may close the connection once the limit is passed, before all of it was sent.
    expect(garbage instanceof Error || garbage.status === 413).toBe(true);
    expect((await predict(JSON.stringify(record))).status).toBe(200);
    expect(platform.pidOf('inference')).toBe(pid);
  });

  it('answers for an airport that training never saw, warns, and counts it', async () => {
    const answer = await predict(JSON.stringify({ ...record, origin: 'ZZZ' }));
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as { predictions: { warnings: { field: string; code: string }[] }[] };
    expect(body.predictions[0]!.warnings).toMatchObject([{ field: 'origin', code: 'UNSEEN_CATEGORY' }]);
    const metrics = await (await fetch(`${platform.urlOf('inference')}/metrics`)).text();
    expect(metrics).toMatch(/flywheel_unseen_category_total\{[^}]*feature="origin"[^}]*\} 1/);
  });

  it('swaps the model three times under load without a failed request', async () => {
    const versions = new Set<string>();
    let failed = 0;
    let sent = 0;
    let stop = false;
    const load = Array.from({ length: 4 }, async () => {
      while (!stop) {
        const response = await predict(JSON.stringify(record));
        sent += 1;
        if (!response.ok) failed += 1;
        versions.add(((await response.json()) as { modelVersion: string }).modelVersion);
      }
    });
    const champion = loopReportSchema
      .parse(JSON.parse(readFileSync(join(home, 'loop.json'), 'utf8')))
      .versions.find((v) => v.champion)!.version;
    for (const expected of ['1', champion, '1']) {
      const { code, output } = await runCli(home, ['rollback', '--reason', 'hot swap under load']);
      expect(code, output).toBe(0);
      await platform.until(`version ${expected} answers`, async () => {
        const response = await predict(JSON.stringify(record));
        return ((await response.json()) as { modelVersion: string }).modelVersion === expected;
      });
    }
    stop = true;
    await Promise.all(load);
    expect(failed).toBe(0);
    expect(sent).toBeGreaterThan(100);
    expect([...versions].toSorted()).toEqual(['1', champion]);
  });

  it('refuses a second supervisor on the same state folder', async () => {
    const { code, output } = await runCli(home, ['up', '--no-loop']);
    expect(code).toBe(1);
    expect(output).toContain('already runs from');
  });

  it('ends everything on Ctrl-C', async () => {
    const pids = platform.status()!.processes.map(({ pid }) => pid!);
    expect(pids.every(isAlive)).toBe(true);
    platform.signal('SIGINT');
    await platform.exited;
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(join(home, 'status.json'))).toBe(false);
  });
});
