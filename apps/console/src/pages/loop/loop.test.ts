import type {
  Evaluation,
  JobView,
  MonitoringWindow,
  Overview,
  PromotionDecision,
  RetrainDecision,
} from '@flywheel/contracts';
import { describe, expect, it } from 'vitest';
import { driftRows } from './drift-rows.ts';
import { performanceSeries } from './series.ts';
import { flowsOf, stagesOf, type LoopFacts } from './stages.ts';
import { mergeDecisions } from './timeline.ts';

const DAY_MS = 86_400_000;
const day = (number: number): string => new Date(Date.UTC(2001, 2, 1) + number * DAY_MS).toISOString();

function monitoringWindow(from: number, version: string, auc: number | null): MonitoringWindow {
  return {
    project: 'flights',
    modelVersion: version,
    from: day(from),
    until: day(from + 7),
    rows: 500,
    status: auc === null ? 'insufficient' : 'ok',
    drift:
      auc === null
        ? []
        : [
            {
              feature: 'minute',
              psi: from / 1000,
              psiThreshold: 0.01,
              pValue: 0.5,
              designEffect: 1,
              ks: null,
              flagged: false,
              detected: false,
              missingRatio: 0,
              missingRatioReference: 0,
              unseenRatio: null,
            },
          ],
    performance:
      auc === null
        ? null
        : {
            metric: 'rocAuc',
            value: auc,
            logLoss: 0.4,
            lowerLimit: 0.68,
            upperLimit: 0.8,
            outcomes: 490,
            coverage: 1,
          },
  };
}

const promotion = (at: string, outcome: PromotionDecision['outcome'] = 'promoted'): PromotionDecision => ({
  id: at,
  model: 'flights',
  alias: 'champion',
  version: '2',
  previousVersion: '1',
  outcome,
  reason: 'passed',
  requestedBy: 'trainer',
  checks: [],
  evaluation: null,
  at,
  createdAt: at,
});

const retraining = (at: string, decision: RetrainDecision['decision']): RetrainDecision => ({
  id: at,
  project: 'flights',
  modelVersion: '1',
  trigger: 'performance',
  decision,
  reason: 'below its limit',
  jobId: null,
  at,
  createdAt: at,
});

describe('performanceSeries', () => {
  it('has one line a version, in numeric order of versions and in order of time', () => {
    const series = performanceSeries([
      monitoringWindow(21, '10', 0.72),
      monitoringWindow(7, '9', 0.69),
      monitoringWindow(0, '9', 0.7),
      monitoringWindow(14, '9', null),
    ]);
    expect(series.map(({ version, points }) => [version, points.map(({ value }) => value)])).toEqual([
      ['9', [0.7, 0.69]],
      ['10', [0.72]],
    ]);
  });
});

describe('driftRows', () => {
  it('shows the last eight windows with enough rows, oldest first', () => {
    const windows = Array.from({ length: 10 }, (_, index) => monitoringWindow(index * 7, '1', 0.7));
    const { rows, columns } = driftRows([...windows.toReversed(), monitoringWindow(70, '1', null)]);
    expect(columns.map(({ from }) => from)).toEqual(windows.slice(2).map(({ from }) => from));
    expect(rows.map(({ feature, last }) => [feature, last?.psi])).toEqual([['minute', 0.063]]);
  });
});

describe('mergeDecisions', () => {
  it('orders both kinds by event time, newest first', () => {
    const entries = mergeDecisions(
      [promotion(day(9)), promotion(day(1), 'refused')],
      [retraining(day(5), 'started')],
    );
    expect(entries.map(({ title }) => title)).toEqual([
      'Version 2 promoted over version 1',
      'Retraining started',
      'Version 2 refused',
    ]);
  });
  it('counts a brake that holds again and again as one entry, with its newest reason', () => {
    const entries = mergeDecisions(
      [],
      [retraining(day(1), 'cooldown'), retraining(day(2), 'cooldown'), retraining(day(3), 'started')],
    );
    expect(entries.map(({ title, times, at }) => [title, times, at])).toEqual([
      ['Retraining started', 1, day(3)],
      ['Retraining held back: cool-down', 2, day(2)],
    ]);
  });
});

describe('the figures of a decision', () => {
  it('are those of both models on the same rows', () => {
    const figures = (rocAuc: number) => ({
      rocAuc,
      logLoss: 0.4,
      brier: 0,
      averagePrecision: 0,
      accuracy: 0,
      rows: 1,
      positives: 1,
    });
    const evaluation = {
      challenger: { version: '2', figures: figures(0.722) },
      champion: { version: '1', figures: figures(0.679) },
      baseline: figures(0.5),
    } as Evaluation;
    const of = (value: Evaluation) =>
      mergeDecisions([{ ...promotion(day(1)), evaluation: value }], [])[0]?.figures;
    expect(of(evaluation)).toBe('ROC AUC 0.722 and log loss 0.400, version 1 0.679 and 0.400');
    expect(of({ ...evaluation, champion: null })).toBe(
      'ROC AUC 0.722 and log loss 0.400, the base rate 0.500 and 0.400',
    );
  });
});

describe('stagesOf', () => {
  const nothing: LoopFacts = {
    overview: null,
    status: null,
    job: null,
    lastRetrain: null,
    retrainingsKnown: false,
    inferenceAway: false,
    predictionsPerSecond: null,
    outcomesPerSecond: null,
    recent: { promotion: false, window: false, retrain: false },
  };
  const stage = (facts: LoopFacts, id: string) => stagesOf(facts).find((one) => one.id === id);

  it('claims nothing while no service has answered', () => {
    const views = stagesOf(nothing).filter(({ id }) => id !== 'train');
    expect(views.map(({ value, note }) => `${value} ${note}`)).toEqual(Array(7).fill('– not known'));
    expect(flowsOf(nothing)).toEqual(Array(8).fill(false));
  });

  it('puts the training job at the station of its stage', () => {
    const job = { progress: { stage: 'evaluate', fraction: 0.8, message: '' } } as JobView;
    const facts = { ...nothing, job };
    expect(stage(facts, 'gate')).toMatchObject({ value: 'comparing', state: 'busy' });
    expect(stage(facts, 'train')).toMatchObject({ value: '80%', state: 'live', fraction: 0.8 });
    expect(stage({ ...nothing, job: { progress: null } as JobView }, 'train')).toMatchObject({ value: '0%' });
  });

  it('asks for attention when performance is below its limit', () => {
    const status = {
      project: 'flights',
      watermark: day(8),
      predictions: 500,
      outcomes: 490,
      lastWindow: monitoringWindow(0, '1', 0.67),
    };
    expect(stage({ ...nothing, status }, 'monitor')).toMatchObject({
      state: 'alert',
      note: 'below its limit',
    });
  });

  it('says that the gate refused', () => {
    const overview = {
      decisions: [promotion(day(1), 'refused')],
      versions: [],
      champion: null,
    } as unknown as Overview;
    expect(stage({ ...nothing, overview }, 'gate')).toMatchObject({ state: 'alert', value: 'v2 refused' });
  });
});
