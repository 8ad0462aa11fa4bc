import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@flywheel/service';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectedProbability, GOOD, MemoryRegistry, type PackageOptions } from '../testing.ts';
import { ChampionFollower, type LoadResult } from './champion-follower.ts';
import { ModelSlot } from './model-slot.ts';
import { PackageCache } from './package-cache.ts';
import { scoreRecords } from './score.ts';

let folder: string;
let registry: MemoryRegistry;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flywheel-follower-'));
  registry = new MemoryRegistry();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function startProcess() {
  const slot = new ModelSlot('flights');
  const results: LoadResult[] = [];
  const follower = new ChampionFollower({
    project: 'flights',
    slot,
    source: registry,
    cache: new PackageCache(folder),
    logger: createLogger({ name: 'test', level: 'silent' }),
    pollMs: 1,
    onLoad: (result) => results.push(result),
  });
  const probability = async (): Promise<number> =>
    (await slot.use((model) => scoreRecords(model, [GOOD]))).probabilities[0]!;
  return { slot, follower, results, probability };
}

describe('ChampionFollower', () => {
  test('without a champion it waits, and says what is missing', async () => {
    const { slot, follower } = startProcess();
    await follower.look();
    expect(slot.notReadyBecause).toMatch(/no champion of flights yet: train and promote/);
    await expect(slot.use(async () => 1)).rejects.toMatchObject({ code: 'MODEL_NOT_READY', statusCode: 503 });
  });

  test('it follows the alias from version to version', async () => {
    const { slot, follower, results, probability } = startProcess();
    registry.publish('1');
    await follower.look();
    expect(await probability()).toBeCloseTo(expectedProbability(GOOD), 6);
    registry.publish('2', { bias: -2 });
    await follower.look();
    expect(slot.current?.version).toBe('2');
    expect(await probability()).toBeCloseTo(expectedProbability(GOOD, -2), 6);
    registry.champion = '1';
    await follower.look();
    expect(slot.current?.version).toBe('1');
    expect(results).toEqual(['loaded', 'loaded', 'loaded']);
  });

  test('started, it polls until it is stopped', async () => {
    const { slot, follower } = startProcess();
    await follower.start();
    registry.publish('1');
    await expect.poll(() => slot.current?.version).toBe('1');
    await follower.stop();
  });

  test('work on the old model ends on the old model, whose memory is freed only then', async () => {
    const { slot, follower } = startProcess();
    registry.publish('1');
    await follower.look();
    const old = await slot.use(async (model) => {
      registry.publish('2', { bias: 3 });
      await follower.look();
      expect(slot.current?.version).toBe('2');
      return scoreRecords(model, [GOOD]);
    });
    expect(old.probabilities[0]).toBeCloseTo(expectedProbability(GOOD), 6);
  });

  const broken: [name: string, reason: RegExp, options: PackageOptions][] = [
    [
      'a wrong golden probability',
      /golden.*row 1/,
      { change: ({ golden }) => (golden.probabilities[1]! += 0.01) },
    ],
    ['a wrong golden label', /golden.*row 0/, { change: ({ golden }) => (golden.labels[0] = 0) }],
    [
      'a golden probability missing',
      /golden.*3 rows with 3 labels and 2/,
      { change: ({ golden }) => golden.probabilities.pop() },
    ],
    [
      'the manifest of another project',
      /manifest.*belongs to project "penguins"/,
      { change: ({ manifest }) => (manifest.project = 'penguins') },
    ],
    [
      'a manifest of a later schema',
      /manifest.*schemaVersion/s,
      { change: ({ manifest }) => Object.assign(manifest, { schemaVersion: 2 }) },
    ],
    [
      'features that the graph does not have',
      /signature.*carrier/,
      {
        change: ({ manifest }) =>
          (manifest.features = [
            ...manifest.features,
            { kind: 'categorical', name: 'carrier', description: '', pattern: '.', example: 'a' },
          ]),
      },
    ],
    [
      'a graph that is none',
      /unsafe.*malformed/,
      { change: (parts) => (parts.onnx = new TextEncoder().encode('<html>')) },
    ],
    [
      'a graph that the runtime does not load',
      /runtime/,
      { change: (parts) => (parts.onnx = Uint8Array.of(8, 10, 58, 0)) },
    ],
  ];
  test.each(broken)('a version with %s is refused once and the old one stays', async (_, reason, options) => {
    const { slot, follower, results, probability } = startProcess();
    registry.publish('1');
    await follower.look();
    registry.publish('2', options);
    await follower.look();
    await follower.look();
    expect(results).toEqual(['loaded', 'refused']);
    expect(slot.current?.version).toBe('1');
    expect(await probability()).toBeCloseTo(expectedProbability(GOOD), 6);

    const fresh = new MemoryRegistry();
    fresh.publish('2', options);
    registry = fresh;
    await rm(folder, { recursive: true });
    const other = startProcess();
    await other.follower.look();
    expect(other.slot.notReadyBecause).toMatch(reason);
  });

  test('a file that is not the one that the manifest names is refused', async () => {
    const { slot, follower } = startProcess();
    registry.publish('1');
    const files = new Map(registry.packages.get('1'));
    registry.packages.set('1', files.set('model.onnx', Uint8Array.of(...files.get('model.onnx')!, 0)));
    await follower.look();
    expect(slot.notReadyBecause).toMatch(/digest.*model\.onnx has sha256/);
  });

  test('a manifest cannot name a file outside its folder', async () => {
    const { slot, follower } = startProcess();
    registry.publish('1');
    const files = new Map(registry.packages.get('1'));
    const manifest = JSON.parse(new TextDecoder().decode(files.get('manifest.json'))) as {
      digests: Record<string, string>;
    };
    manifest.digests['../../escape'] = '0'.repeat(64);
    registry.packages.set(
      '1',
      files.set('manifest.json', new TextEncoder().encode(JSON.stringify(manifest))),
    );
    await follower.look();
    expect(slot.notReadyBecause).toMatch(/no plain file name/);
  });

  test('when the registry goes away the model stays, and a refused version does not replace it later', async () => {
    const { slot, follower, results } = startProcess();
    registry.publish('1');
    await follower.look();
    registry.isAway = true;
    await follower.look();
    expect(slot.current?.version).toBe('1');
    expect(results).toEqual(['loaded', 'unavailable']);
  });

  test('a restart without the registry serves the version kept on disk, and moves on when the registry is back', async () => {
    const before = startProcess();
    registry.publish('1');
    await before.follower.look();
    registry.isAway = true;
    const after = startProcess();
    await after.follower.look();
    expect(after.slot.current?.version).toBe('1');
    expect(await after.probability()).toBeCloseTo(expectedProbability(GOOD), 6);
    registry.isAway = false;
    registry.publish('2', { bias: 1 });
    await after.follower.look();
    expect(after.slot.current?.version).toBe('2');
    expect(await readdir(join(folder, 'flights'))).toHaveLength(2);
  });

  test('a restart while the champion is a refused version serves the last good one', async () => {
    const before = startProcess();
    registry.publish('1');
    await before.follower.look();
    registry.publish('2', { change: ({ golden }) => (golden.labels[0] = 0) });
    const after = startProcess();
    await after.follower.look();
    await after.follower.look();
    expect(after.slot.current?.version).toBe('1');
    expect(after.results).toEqual(['refused', 'loaded']);
  });

  test('a damaged file on disk is not served, and is downloaded again when the registry is there', async () => {
    const before = startProcess();
    registry.publish('1');
    await before.follower.look();
    const [digest] = (await readdir(join(folder, 'flights'))).filter((name) => name !== 'champion.json');
    await writeFile(join(folder, 'flights', digest!, 'golden.json'), '{}');
    registry.isAway = true;
    const after = startProcess();
    await after.follower.look();
    expect(after.slot.current).toBeNull();
    registry.isAway = false;
    await after.follower.look();
    expect(after.slot.current?.version).toBe('1');
  });

  test('files that are on disk already are not downloaded again', async () => {
    const before = startProcess();
    registry.publish('1');
    await before.follower.look();
    registry.reads.length = 0;
    const after = startProcess();
    await after.follower.look();
    expect(after.slot.current?.version).toBe('1');
    expect(registry.reads).toEqual(['manifest.json']);
  });
});
