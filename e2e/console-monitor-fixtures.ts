import {
  jobsResponseSchema,
  monitorStatusSchema,
  retrainDecisionsResponseSchema,
  windowsResponseSchema,
  type JobView,
  type MonitoringWindow,
  type MonitorStatus,
  type RetrainDecision,
  type SeriesDrift,
} from '@flywheel/contracts';
import { loadProject } from '@flywheel/project';

/** Answers of the monitor and the trainer in the same story as console-fixtures.ts. */
const project = await loadProject('flights');

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2001-03-01T00:00:00Z');
const instant = (ms: number): string => new Date(ms).toISOString();
/** Realised ROC AUC a week: version 1 sinks, version 2 takes over. */
const AUC = [0.709, 0.703, 0.698, 0.689, 0.672, 0.664, 0.719, 0.717, 0.714, 0.716, 0.712, 0.715];

export function windows(): MonitoringWindow[] {
  return windowsResponseSchema.parse({
    windows: AUC.map((value, index) => {
      const modelVersion = index < 6 ? '1' : '2';
      const lowerLimit = index < 6 ? 0.681 : 0.701;
      return {
        project: 'flights',
        modelVersion,
        from: instant(START_MS + index * 7 * DAY_MS),
        until: instant(START_MS + (index + 1) * 7 * DAY_MS),
        rows: 5800 + 30 * index,
        status: 'ok',
        drift: [...project.features.map(({ name }) => name), '__score__'].map((feature, series) =>
          drift(feature, index, series),
        ),
        performance: {
          metric: 'rocAuc',
          value,
          logLoss: 0.44,
          lowerLimit,
          upperLimit: 0.76,
          outcomes: 5700 + 30 * index,
          coverage: 0.99,
        },
      };
    }),
  }).windows;
}

function drift(feature: string, window: number, series: number): SeriesDrift {
  const drifting = feature === 'distance' && window >= 9;
  const psi = drifting ? 0.021 : 0.0006 + 0.0007 * ((window * 7 + series * 3) % 5);
  return {
    feature,
    psi,
    psiThreshold: 0.0098,
    pValue: drifting ? 0.0001 : 0.4,
    designEffect: 1.5,
    ks: null,
    flagged: drifting,
    detected: drifting && window >= 10,
    missingRatio: 0,
    missingRatioReference: 0,
    unseenRatio: feature === 'origin' ? 0.0021 : null,
  };
}

export function retrainings(): RetrainDecision[] {
  const decision = (
    id: string,
    at: string,
    outcome: RetrainDecision['decision'],
    reason: string,
  ): RetrainDecision => ({
    id,
    project: 'flights',
    modelVersion: '1',
    trigger: 'performance',
    decision: outcome,
    reason,
    jobId: outcome === 'started' ? 'job-3' : null,
    at,
    createdAt: '2026-01-05T10:05:00Z',
  });
  return retrainDecisionsResponseSchema.parse({
    decisions: [
      decision(
        'r3',
        '2001-05-24T00:00:00Z',
        'started',
        'roc_auc 0.697 is below its lower limit 0.701 in 2 of the last 3 windows',
      ),
      decision(
        'r2b',
        '2001-04-14T00:00:00Z',
        'cooldown',
        '2 of 14 days have passed since the last retraining',
      ),
      decision(
        'r2a',
        '2001-04-13T00:00:00Z',
        'cooldown',
        '1 of 14 days have passed since the last retraining',
      ),
      decision(
        'r1',
        '2001-04-12T00:00:00Z',
        'started',
        'roc_auc 0.664 is below its lower limit 0.681 in 2 of the last 3 windows',
      ),
    ],
  }).decisions;
}

export function jobs(): JobView[] {
  return jobsResponseSchema.parse({
    jobs: [
      {
        id: 'job-3',
        state: 'active',
        job: {
          schemaVersion: 1,
          project: 'flights',
          train: { from: '2001-01-01T00:00:00Z', until: '2001-05-10T00:00:00Z' },
          test: { from: '2001-05-10T00:00:00Z', until: '2001-05-24T00:00:00Z' },
          seed: 1,
          promote: true,
          reason: 'roc_auc 0.697 is below its lower limit 0.701 in 2 of the last 3 windows',
          requestedBy: 'monitor',
          at: '2001-05-24T00:00:00Z',
        },
        attempt: 1,
        progress: { stage: 'train', fraction: 0.46, message: 'boosted-trees, fold 2 of 3' },
        result: null,
        failure: null,
        logs: [
          'dataset bbbbbbbbbbbb: 2,101,300 rows',
          'base-rate: log loss 0.469',
          'logistic: log loss 0.446',
        ],
      },
    ],
  }).jobs;
}

/** What the monitor says after so many questions: traffic flows, event time runs. */
export function status(asked: number): MonitorStatus {
  return monitorStatusSchema.parse({
    project: 'flights',
    watermark: instant(Date.parse('2001-05-24T06:00:00Z') + asked * 4 * 3_600_000),
    predictions: 71_200 + asked * 640,
    outcomes: 70_100 + asked * 610,
    lastWindow: windows().at(-1),
  });
}
