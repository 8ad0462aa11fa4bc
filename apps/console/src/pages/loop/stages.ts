import type { JobView, MonitorStatus, Overview, RetrainDecision } from '@flywheel/contracts';
import { formatCompact, formatDays, formatFigure, formatShortDay, shorten } from '../../format.ts';

type StageId = 'data' | 'train' | 'gate' | 'champion' | 'predictions' | 'outcomes' | 'monitor' | 'trigger';

/** One station of the loop as the picture shows it. */
export interface StageView {
  id: StageId;
  title: string;
  value: string;
  note: string;
  /** `live`: something flows through it now; `busy`: it computes now; `alert`: it says no, or asks for attention. */
  state: 'idle' | 'live' | 'busy' | 'alert';
  /** Progress of what it computes, 0..1. */
  fraction: number | null;
}

export interface LoopFacts {
  overview: Overview | null;
  status: MonitorStatus | null;
  /** The training job that runs now. */
  job: JobView | null;
  lastRetrain: RetrainDecision | null;
  /** False until the monitor has told its decisions: no decision is not the same as not knowing. */
  retrainingsKnown: boolean;
  /** There is a champion, and inference does not serve it. */
  inferenceAway: boolean;
  predictionsPerSecond: number | null;
  outcomesPerSecond: number | null;
  /** True for some seconds after it happened. */
  recent: { promotion: boolean; window: boolean; retrain: boolean };
}

/** What each station shows, derived from the answers of the services. */
export function stagesOf(facts: LoopFacts): StageView[] {
  return [
    data(facts),
    train(facts),
    gate(facts),
    champion(facts),
    predictions(facts),
    outcomes(facts),
    monitor(facts),
    trigger(facts),
  ];
}

/** Whether something moves from a station to the next one now; same order as `stagesOf`. */
export function flowsOf(facts: LoopFacts): boolean[] {
  const training = facts.job !== null;
  const predicting = (facts.predictionsPerSecond ?? 0) > 0;
  const learning = (facts.outcomesPerSecond ?? 0) > 0;
  const { recent } = facts;
  return [
    training,
    training,
    recent.promotion,
    predicting,
    learning,
    learning,
    recent.window || recent.retrain,
    training,
  ];
}

/** What a station shows while its service has not answered. */
const UNKNOWN = { value: '–', note: 'not known' };

function stage(id: StageId, title: string, view: Partial<StageView>): StageView {
  return { id, title, value: '–', note: '', state: 'idle', fraction: null, ...view };
}

function data({ overview, job }: LoopFacts): StageView {
  const busy = job?.progress?.stage === 'prepare';
  if (!overview && !busy) return stage('data', 'Data', UNKNOWN);
  const digest = overview?.champion?.datasetDigest ?? overview?.versions[0]?.datasetDigest;
  return stage('data', 'Data', {
    value: busy ? 'preparing' : digest ? shorten(digest) : 'no dataset yet',
    note: busy ? 'a new dataset version' : digest ? 'dataset version' : '',
    state: busy ? 'busy' : 'idle',
  });
}

function train({ overview, job }: LoopFacts): StageView {
  const progress = job?.progress;
  if (job && progress?.stage !== 'prepare') {
    const fraction = progress?.fraction ?? 0;
    return stage('train', 'Train', {
      value: `${Math.round(fraction * 100)}%`,
      note: progress?.stage === 'train' || !progress ? 'training candidates' : 'trained',
      state: progress?.stage === 'train' ? 'busy' : 'live',
      fraction,
    });
  }
  const estimator = overview?.versions[0]?.estimator;
  return stage('train', 'Train', {
    value: estimator ?? 'at rest',
    note: estimator ? 'last estimator' : '',
  });
}

function gate({ overview, job, recent }: LoopFacts): StageView {
  const now = job?.progress?.stage;
  if (now === 'evaluate' || now === 'register' || now === 'promote')
    return stage('gate', 'Gate', { value: 'comparing', note: 'on the same later rows', state: 'busy' });
  if (!overview) return stage('gate', 'Gate', UNKNOWN);
  const last = overview.decisions.find((decision) => decision.outcome !== 'rolled_back');
  if (!last) return stage('gate', 'Gate', { value: 'nothing asked', note: '' });
  const refused = last.outcome === 'refused';
  return stage('gate', 'Gate', {
    value: refused ? `v${last.version} refused` : `v${last.version} passed`,
    note: formatShortDay(last.at),
    state: refused ? 'alert' : recent.promotion ? 'live' : 'idle',
  });
}

function champion({ overview, recent }: LoopFacts): StageView {
  const version = overview?.champion;
  if (!overview) return stage('champion', 'Champion', UNKNOWN);
  if (!version) return stage('champion', 'Champion', { value: 'none yet' });
  return stage('champion', 'Champion', {
    value: `version ${version.version}`,
    note: version.figures?.rocAuc === undefined ? '' : `ROC AUC ${formatFigure(version.figures.rocAuc)}`,
    state: recent.promotion ? 'live' : 'idle',
  });
}

function predictions({ status, predictionsPerSecond, inferenceAway }: LoopFacts): StageView {
  if (inferenceAway)
    return stage('predictions', 'Predictions', {
      value: status ? formatCompact(status.predictions) : '–',
      note: 'not served now',
      state: 'alert',
    });
  return stage('predictions', 'Predictions', flow(status?.predictions, predictionsPerSecond));
}

function outcomes({ status, outcomesPerSecond }: LoopFacts): StageView {
  return stage('outcomes', 'Outcomes', flow(status?.outcomes, outcomesPerSecond));
}

function flow(total: number | undefined, perSecond: number | null): Partial<StageView> {
  if (total === undefined) return UNKNOWN;
  const flowing = perSecond !== null && perSecond > 0;
  return {
    value: formatCompact(total),
    note: flowing ? `${formatCompact(Math.max(1, Math.round(perSecond)))} a second` : 'quiet',
    state: flowing ? 'live' : 'idle',
  };
}

function monitor({ status, recent }: LoopFacts): StageView {
  const window = status?.lastWindow;
  if (!status) return stage('monitor', 'Monitor', UNKNOWN);
  if (!window) return stage('monitor', 'Monitor', { value: 'no window yet' });
  const drifting = window.drift.filter((series) => series.detected).length;
  const { performance } = window;
  const below = performance !== null && performance.value < performance.lowerLimit;
  return stage('monitor', 'Monitor', {
    value: formatDays(window.from, window.until),
    note: below
      ? 'below its limit'
      : drifting > 0
        ? `${drifting} drifting`
        : window.status === 'ok'
          ? 'within limits'
          : 'too few rows',
    state: below || drifting > 0 ? 'alert' : recent.window ? 'live' : 'idle',
  });
}

function trigger({ job, lastRetrain, retrainingsKnown, recent }: LoopFacts): StageView {
  if (!retrainingsKnown) return stage('trigger', 'Trigger', UNKNOWN);
  const retraining = job !== null && job.id === lastRetrain?.jobId;
  if (retraining)
    return stage('trigger', 'Trigger', { value: 'pulled', note: 'retraining now', state: 'busy' });
  if (!lastRetrain) return stage('trigger', 'Trigger', { value: 'armed', note: 'never pulled' });
  const started = lastRetrain.decision === 'started';
  return stage('trigger', 'Trigger', {
    value: started ? 'armed' : 'held back',
    note: `${started ? 'pulled' : BRAKES[lastRetrain.decision]} ${formatShortDay(lastRetrain.at)}`,
    state: recent.retrain ? 'alert' : 'idle',
  });
}

const BRAKES: Record<RetrainDecision['decision'], string> = {
  started: 'pulled',
  cooldown: 'cool-down',
  budget: 'budget used',
  outcomes: 'few outcomes',
  running: 'one is running',
};
