import type { Feature } from '@flywheel/contracts';
import type { Column, DenseModel, Encoding, LogisticModel, Table, Tree, TreesModel } from '@flywheel/learn';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { MISSING_INT64, MISSING_TEXT } from './raw-columns.ts';

/** Random models and rows for the tests. */
export const FEATURES: readonly Feature[] = [
  { kind: 'numeric', name: 'minute', description: '', dtype: 'int64', min: 0, max: 1439, example: 1 },
  { kind: 'numeric', name: 'distance', description: '', dtype: 'float32', min: 1, max: 12000, example: 1 },
  { kind: 'categorical', name: 'origin', description: '', pattern: '^[A-Z]{3}$', example: 'ORD' },
  { kind: 'categorical', name: 'carrier', description: '', pattern: '^[a-z]+$', example: 'aa' },
];
const ORIGINS = Array.from({ length: 90 }, (_, index) => `A${String(index).padStart(2, '0')}`);
const CARRIERS = ['aa', 'bb', 'zürich'];
const CATEGORIES: Record<string, readonly string[]> = { origin: ORIGINS, carrier: CARRIERS };

export type Random = () => number;
export type Row = Record<string, number | string | null>;

/** mulberry32: uniform in [0, 1). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Rows with missing and unseen values among them. */
export function randomRows(random: Random, count: number): Row[] {
  const pick = (values: readonly string[]): string => values[Math.floor(random() * values.length)]!;
  const orMissing = <Value>(value: Value): Value | null => (random() < 0.05 ? null : value);
  return Array.from({ length: count }, () => ({
    minute: orMissing(Math.floor(random() * 1440)),
    distance: orMissing(Math.fround(1 + random() * 3000)),
    origin: orMissing(random() < 0.05 ? 'NEW' : pick(ORIGINS)),
    carrier: orMissing(pick(CARRIERS)),
  }));
}

const between = (random: Random, low: number, high: number): number => low + random() * (high - low);

function randomEncodings(random: Random): Encoding[] {
  return [
    { kind: 'categorical', feature: 'origin', categories: ORIGINS },
    { kind: 'numeric', feature: 'distance', fill: between(random, 300, 900), mean: 733.25, std: 571.5 },
    { kind: 'categorical', feature: 'carrier', categories: CARRIERS },
    { kind: 'numeric', feature: 'minute', fill: 800, mean: between(random, 700, 900), std: 290.125 },
  ];
}

export function randomLogistic(random: Random): LogisticModel {
  const encodings = randomEncodings(random);
  const weights = encodings.map((encoding) =>
    Float64Array.from({ length: encoding.kind === 'numeric' ? 1 : encoding.categories.length }, () =>
      between(random, -1, 1),
    ),
  );
  return { kind: 'logistic', encodings, weights, bias: between(random, -1, 1) };
}

export function randomDense(random: Random, hidden: readonly number[]): DenseModel {
  const sizes = [ORIGINS.length + CARRIERS.length + 2, ...hidden, 1];
  const layers = sizes.slice(1).map((outputs, index) => ({
    inputs: sizes[index]!,
    outputs,
    weights: Float32Array.from({ length: sizes[index]! * outputs }, () => between(random, -0.5, 0.5)),
    bias: Float32Array.from({ length: outputs }, () => between(random, -0.5, 0.5)),
    activation: index === hidden.length ? ('sigmoid' as const) : ('relu' as const),
  }));
  return { kind: 'dense', encodings: randomEncodings(random), layers };
}

export function randomTrees(random: Random, count: number, depth: number): TreesModel {
  return {
    kind: 'trees',
    bias: between(random, -1, 1),
    features: FEATURES.map((feature) =>
      feature.kind === 'numeric'
        ? { kind: 'numeric', name: feature.name }
        : { kind: 'categorical', name: feature.name, categories: CATEGORIES[feature.name]! },
    ),
    trees: Array.from({ length: count }, () => randomTree(random, depth)),
  };
}

function randomTree(random: Random, depth: number): Tree {
  const nodes = {
    feature: [],
    threshold: [],
    members: [],
    missingLeft: [],
    left: [],
    right: [],
    value: [],
  } as {
    [Key in Exclude<keyof Tree, 'members'>]: number[];
  } & { members: (number[] | null)[] };
  const add = (level: number): number => {
    const node = nodes.feature.length;
    const leaf = level === 0 || random() < 0.15;
    const feature = leaf ? -1 : Math.floor(random() * 4);
    const codes = feature === 2 ? ORIGINS.length : CARRIERS.length;
    nodes.feature.push(feature);
    nodes.threshold.push(feature === 0 ? Math.floor(random() * 1440) : feature === 1 ? random() * 3000 : 0);
    nodes.members.push(
      feature >= 2 ? Array.from({ length: codes }, (_, code) => code).filter(() => random() < 0.3) : null,
    );
    nodes.missingLeft.push(random() < 0.5 ? 1 : 0);
    nodes.value.push(leaf ? between(random, -0.1, 0.1) : 0);
    nodes.left.push(-1);
    nodes.right.push(-1);
    if (!leaf) {
      nodes.left[node] = add(level - 1);
      nodes.right[node] = add(level - 1);
    }
    return node;
  };
  add(depth);
  return {
    feature: Int32Array.from(nodes.feature),
    threshold: Float32Array.from(nodes.threshold),
    members: nodes.members,
    missingLeft: Uint8Array.from(nodes.missingLeft),
    left: Int32Array.from(nodes.left),
    right: Int32Array.from(nodes.right),
    value: Float32Array.from(nodes.value),
  };
}

/** The rows as the trainer reads them. Its categories are in another order than the models', with `NEW` among them. */
export function tableOf(rows: readonly Row[]): Table {
  const columns = FEATURES.map((feature): [string, Column] => {
    const values = rows.map((row) => row[feature.name]!);
    if (feature.kind === 'numeric')
      return [
        feature.name,
        {
          kind: 'numeric',
          values: Float32Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
        },
      ];
    const categories = ['NEW', ...CATEGORIES[feature.name]!.toReversed()];
    return [
      feature.name,
      {
        kind: 'categorical',
        categories,
        codes: Int16Array.from(values, (value) => categories.indexOf(value as string)),
      },
    ];
  });
  return {
    rows: rows.length,
    columns: Object.fromEntries(columns),
    target: new Uint8Array(rows.length),
    time: new Float64Array(rows.length),
  };
}

export async function runOnnx(
  bytes: Uint8Array,
  rows: readonly Row[],
): Promise<{ labels: number[]; probabilities: Float32Array }> {
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  });
  const dims = [rows.length, 1];
  const feeds = Object.fromEntries(
    FEATURES.map((feature) => {
      const values = rows.map((row) => row[feature.name]!);
      if (feature.kind === 'categorical')
        return [
          feature.name,
          new Tensor(
            'string',
            values.map((value) => (value as string | null) ?? MISSING_TEXT),
            dims,
          ),
        ];
      if (feature.dtype === 'int64')
        return [
          feature.name,
          new Tensor(
            'int64',
            BigInt64Array.from(values, (value) => (value === null ? MISSING_INT64 : BigInt(value))),
            dims,
          ),
        ];
      return [
        feature.name,
        new Tensor(
          'float32',
          Float32Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
          dims,
        ),
      ];
    }),
  );
  const { label, probabilities } = await session.run(feeds);
  await session.release();
  return {
    labels: Array.from(label!.data as BigInt64Array, Number),
    probabilities: probabilities!.data as Float32Array,
  };
}
