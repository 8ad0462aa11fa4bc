import {
  MODEL_PACKAGE_FILES,
  type Feature,
  type Golden,
  type ModelManifest,
  type RawRecord,
  type ReferenceProfile,
} from '@flywheel/contracts';
import { toOnnx } from '@flywheel/onnx';
import type { Project } from '@flywheel/project';
import { createLogger, createServer } from '@flywheel/service';
import type { LoggedPrediction } from '@flywheel/store';
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { createMetrics, type InferenceMetrics } from './metrics.ts';
import { sha256, type PackageFiles } from './model/model-package.ts';
import { ModelSlot } from './model/model-slot.ts';
import type { ModelSource } from './model/model-source.ts';
import { openPackagedModel } from './model/open-model.ts';

/** A small model of flights whose answers can be worked by hand, as a package, and a registry in memory. */
const FEATURES: Feature[] = [
  { kind: 'numeric', name: 'minute', description: 'Minute', dtype: 'int64', min: 0, max: 1439, example: 600 },
  {
    kind: 'numeric',
    name: 'distance',
    description: 'Route',
    dtype: 'float32',
    unit: 'miles',
    min: 1,
    max: 12000,
    example: 733,
  },
  { kind: 'categorical', name: 'origin', description: 'Airport', pattern: '^[A-Z]{3}$', example: 'ORD' },
];
export const GOOD: RawRecord = { minute: 720, distance: 500, origin: 'ORD' };

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** p = sigmoid(bias + (minute - 720) / 360 - 0.5 (distance - 500) / 250 + [ORD: 1, LAX: -1]); missing numbers add nothing. */
export function expectedProbability(record: RawRecord, bias = 0): number {
  const minute = (record.minute as number | null) ?? 720;
  const distance = (record.distance as number | null) ?? 500;
  const origin = { ORD: 1, LAX: -1 }[record.origin as string] ?? 0;
  return sigmoid(bias + (minute - 720) / 360 - (0.5 * (distance - 500)) / 250 + origin);
}

export interface PackageOptions {
  /** Tells versions apart: each has another bias. */
  bias?: number;
  change?: (files: {
    manifest: ModelManifest;
    golden: Golden;
    reference: ReferenceProfile;
    onnx: Uint8Array;
  }) => void;
}

/** Digests are made after `change`: the package is whole, whatever it says. */
function makePackage({ bias = 0, change }: PackageOptions = {}): Map<string, Uint8Array> {
  const onnx = toOnnx(
    {
      kind: 'logistic',
      bias,
      encodings: [
        { kind: 'numeric', feature: 'minute', fill: 720, mean: 720, std: 360 },
        { kind: 'numeric', feature: 'distance', fill: 500, mean: 500, std: 250 },
        { kind: 'categorical', feature: 'origin', categories: ['LAX', 'ORD'] },
      ],
      weights: [Float64Array.of(1), Float64Array.of(-0.5), Float64Array.of(-1, 1)],
    },
    { features: FEATURES, threshold: 0.5 },
  );
  const rows: RawRecord[] = [
    GOOD,
    { minute: 0, distance: 2500, origin: 'LAX' },
    { minute: null, distance: null, origin: null },
  ];
  const probabilities = rows.map((row) => expectedProbability(row, bias));
  const labels = probabilities.map((probability) => (probability >= 0.5 ? 1 : 0));
  const golden: Golden = { schemaVersion: 1, tolerance: 1e-6, rows, labels, probabilities };
  const parts = { manifest: makeManifest(), golden, reference: makeReference(), onnx };
  change?.(parts);
  const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const files = new Map<string, Uint8Array>([
    [MODEL_PACKAGE_FILES.onnx, parts.onnx],
    [MODEL_PACKAGE_FILES.golden, json(parts.golden)],
    [MODEL_PACKAGE_FILES.reference, json(parts.reference)],
  ]);
  const digests = Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)]));
  return files.set(MODEL_PACKAGE_FILES.manifest, json({ ...parts.manifest, digests }));
}

const JANUARY = { from: '2001-01-01T00:00:00Z', until: '2001-02-01T00:00:00Z' };

function makeManifest(): ModelManifest {
  const figures = {
    rows: 9,
    positives: 3,
    rocAuc: 0.7,
    logLoss: 0.5,
    brier: 0.2,
    averagePrecision: 0.5,
    accuracy: 0.7,
  };
  return {
    schemaVersion: 1,
    project: 'flights',
    task: 'binary',
    features: FEATURES,
    target: { name: 'late', description: 'Arrives late', labels: ['on time', 'late'] },
    categories: { origin: ['LAX', 'ORD'] },
    threshold: 0.5,
    estimator: 'logistic',
    params: {},
    seed: 1,
    candidates: [],
    train: { interval: JANUARY, rows: 9, digest: '0'.repeat(64) },
    test: { interval: JANUARY, figures },
    datasetDigest: '0'.repeat(64),
    runId: 'run',
    gitCommit: null,
    digests: {},
  } as ModelManifest;
}

function makeReference(): ReferenceProfile {
  const numeric = (sample: number[]) => ({
    kind: 'numeric' as const,
    edges: [],
    counts: [sample.length],
    missing: 0,
    designEffect: 1,
    sample,
  });
  return {
    schemaVersion: 1,
    rows: 3,
    interval: JANUARY,
    features: {
      minute: numeric([100, 720, 1000]),
      distance: numeric([250, 500, 750]),
      origin: {
        kind: 'categorical',
        categories: ['LAX', 'ORD'],
        counts: [1, 2, 0],
        missing: 0,
        designEffect: 1,
        unseenRatioWorst: 0,
      },
    },
    score: numeric([0.2, 0.5, 0.8]),
    performance: { metric: 'rocAuc', chunks: [0.7], mean: 0.7, std: 0, lowerLimit: 0.6, upperLimit: 0.8 },
  };
}

/** A registry in memory: set `champion` to move the alias, `isAway` to take it off the network. */
export class MemoryRegistry implements ModelSource {
  champion: string | null = null;
  isAway = false;
  /** Names of the files that were read, in order. */
  readonly reads: string[] = [];
  readonly packages = new Map<string, PackageFiles>();

  async championOf(): Promise<string | null> {
    if (this.isAway) throw new Error('connect ECONNREFUSED');
    return this.champion;
  }

  async readFile(_project: string, version: string, name: string): Promise<Uint8Array> {
    if (this.isAway) throw new Error('connect ECONNREFUSED');
    this.reads.push(name);
    const bytes = this.packages.get(version)?.get(name);
    if (bytes === undefined) throw new Error(`there is no ${name}`);
    return bytes;
  }

  publish(version: string, options: PackageOptions = {}): void {
    this.packages.set(version, makePackage(options));
    this.champion = version;
  }
}

/** A prediction log that keeps its rows in a list. */
export function createListSink(): {
  rows: LoggedPrediction[];
  add: (rows: readonly LoggedPrediction[]) => void;
} {
  const rows: LoggedPrediction[] = [];
  return { rows, add: (more) => void rows.push(...more) };
}

/** A slot that serves `makePackage(options)`. */
export async function createSlot(version = '1', options: PackageOptions = {}): Promise<ModelSlot> {
  const slot = new ModelSlot('flights');
  slot.swap(await openPackagedModel({ project: 'flights', version, files: makePackage(options) }));
  return slot;
}

/** The same declaration that the package's manifest holds. */
export const PROJECT = {
  name: 'flights',
  question: 'Will it be late?',
  features: FEATURES,
  target: { name: 'late', description: 'Arrives late', labels: ['on time', 'late'] },
} as Project;

/** A server with the routes that `register` adds, which does not listen: use `inject`. */
export async function createTestServer(
  register: (server: FastifyInstance, metrics: InferenceMetrics) => void,
  bodyLimitBytes = 1024 * 1024,
): Promise<{ server: FastifyInstance; metricsText: () => Promise<string> }> {
  const registry = new Registry();
  const server = await createServer({
    title: 'test',
    description: '',
    logger: createLogger({ name: 'test', level: 'silent' }),
    registry,
    notReadyBecause: () => null,
    bodyLimitBytes,
  });
  register(server, createMetrics(registry));
  await server.ready();
  return { server, metricsText: () => registry.metrics() };
}
