import { randomUUID } from 'node:crypto';
import type { JobView, TrainingJob } from '@flywheel/contracts';
import { buildNumericProfile } from '@flywheel/drift';
import { defineProject, type Project } from '@flywheel/project';
import type { OpenDatabase } from '@flywheel/store';
import { mulberry32 } from '../../../golden/read.mjs';
import type { WatchedModel, WatchedModels } from '../src/watched-model.ts';

export const DAY_MS = 86_400_000;
/** Monday 2001-03-05: the first day of the synthetic log. */
export const START = Date.UTC(2001, 2, 5);
const ROWS_A_DAY = 60;

/** A project with one numeric feature x in [0, 1), weekly windows and the brakes of the flights. */
export function makeProject(name: string): Project {
  return defineProject({
    name,
    title: name,
    question: 'Is it so?',
    task: 'binary',
    source: { name: 'synthetic', file: () => '', query: 'select 1' },
    features: [
      { kind: 'numeric', name: 'x', description: 'x', dtype: 'float32', min: 0, max: 2, example: 0.5 },
    ],
    target: { name: 'y', description: 'y', labels: ['no', 'yes'] },
    training: {
      first: {
        trainFrom: '2001-01-01T00:00:00Z',
        trainUntil: '2001-02-01T00:00:00Z',
        testUntil: '2001-03-01T00:00:00Z',
      },
      folds: 2,
      seed: 7,
      threshold: 0.5,
      candidates: [{ name: 'base', estimator: 'constant' }],
    },
    gate: { metric: 'rocAuc', threshold: 0.6, minimumGain: 0, minimumGainOverBaseline: 0, minimumRows: 1 },
    monitoring: {
      windowDays: 7,
      minimumRows: 200,
      minimumCoverage: 0.9,
      outcomeDelayHours: 24,
      breaches: 2,
      ofWindows: 3,
      brakes: { cooldownDays: 14, minimumNewOutcomes: 300, dailyBudget: 1 },
      holdoutDays: 7,
    },
    replay: { from: '2001-03-05T00:00:00Z', until: '2001-07-01T00:00:00Z', share: 1 },
  });
}

/** A model whose score is x itself, trained until February, with a lower limit of 0.6. */
export function makeModel(version: string, trainUntil = '2001-02-01T00:00:00.000Z'): WatchedModel {
  const next = mulberry32(99);
  const values = Float32Array.from({ length: 20_000 }, () => next());
  const time = Float64Array.from(values, (_, row) => Date.UTC(2001, 0, 1) + (row % 28) * DAY_MS);
  const profile = buildNumericProfile({ values, time, windowDays: 7 });
  return {
    version,
    reference: {
      schemaVersion: 1,
      rows: values.length,
      interval: { from: '2001-01-01T00:00:00.000Z', until: trainUntil },
      features: { x: profile },
      score: profile,
      performance: {
        metric: 'rocAuc',
        chunks: [0.7, 0.7],
        mean: 0.7,
        std: 0.03,
        lowerLimit: 0.6,
        upperLimit: 0.9,
      },
    },
    categories: {},
    trainUntil,
  };
}

export interface FakeModels extends WatchedModels {
  champion: string | null;
  challenger: string | null;
  isAway: boolean;
}

/** A registry that knows the versions given; `isAway` makes every call fail. */
export function fakeModels(versions: readonly WatchedModel[] = [makeModel('1')]): FakeModels {
  const models: FakeModels = {
    champion: '1',
    challenger: null,
    isAway: false,
    aliases: async () => {
      if (models.isAway) throw new Error('registry away');
      return { champion: models.champion, challenger: models.challenger };
    },
    load: async (_project, version) => {
      if (models.isAway) throw new Error('registry away');
      return versions.find((model) => model.version === version) ?? null;
    },
  };
  return models;
}

export interface FakeQueue {
  jobs: Map<string, JobView>;
  enqueue: (job: TrainingJob, options: { jobId: string }) => Promise<JobView>;
  list: (limit: number) => Promise<JobView[]>;
  finish: () => void;
}

/** Takes an id once, like the real queue; jobs wait until `finish`. */
export function fakeQueue(): FakeQueue {
  const jobs = new Map<string, JobView>();
  return {
    jobs,
    enqueue: async (job, { jobId }) => {
      const known = jobs.get(jobId);
      if (known) return known;
      const view = { id: jobId, state: 'waiting' as const, job, attempt: 0, logs: [] };
      const added: JobView = { ...view, progress: null, result: null, failure: null };
      jobs.set(jobId, added);
      return added;
    },
    list: async (limit) => [...jobs.values()].toReversed().slice(0, limit),
    finish: () => {
      for (const [id, job] of jobs) jobs.set(id, { ...job, state: 'completed' });
    },
  };
}

/** How the rows of some days are. */
export interface Stretch {
  days: number;
  rowsADay?: number;
  /** Good: y follows the score (AUC about 0.83). Bad: y has nothing to do with it (AUC about 0.5). */
  quality: 'good' | 'bad';
  version?: string;
  /** Moves x and the score. */
  shift?: number;
  /** Share of the rows whose outcome arrives, four hours later. */
  coverage?: number;
}

/** Appends stretches of synthetic traffic, one after the other, and returns the ids of their predictions. */
export function createLog(db: OpenDatabase['db'], project: string) {
  const next = mulberry32(7);
  let day = START;
  return {
    /** Event time up to which rows were written. */
    now: () => new Date(day),
    append: async (stretch: Stretch): Promise<void> => {
      const rows = makeRows(stretch, { project, day, next });
      day += stretch.days * DAY_MS;
      await db
        .insertInto('predictions')
        .values(rows.map(({ prediction }) => prediction))
        .execute();
      const outcomes = rows.map(({ outcome }) => outcome).filter((outcome) => outcome !== null);
      if (outcomes.length > 0) await db.insertInto('outcomes').values(outcomes).execute();
    },
  };
}

function makeRows(
  { days, rowsADay = ROWS_A_DAY, quality, version = '1', shift = 0, coverage = 1 }: Stretch,
  { project, day, next }: { project: string; day: number; next: () => number },
) {
  return Array.from({ length: days * rowsADay }, (_, row) => {
    const id = randomUUID();
    const observedAt = new Date(day + Math.floor((row / rowsADay) * DAY_MS));
    const x = next() + shift;
    const probability = Math.min(x, 1);
    const label = next() < (quality === 'good' ? x : 0.5) ? 1 : 0;
    const isKnown = next() < coverage;
    return {
      prediction: {
        id,
        project,
        model_version: version,
        observed_at: observedAt,
        features: JSON.stringify({ x }),
        probability,
        label: probability >= 0.5 ? 1 : 0,
      },
      outcome: isKnown
        ? {
            prediction_id: id,
            project,
            label,
            observed_at: new Date(observedAt.getTime() + 4 * 3_600_000),
          }
        : null,
    };
  });
}
