import { overviewSchema, type Figures, type Overview, type PromotionDecision } from '@flywheel/contracts';
import { loadProject } from '@flywheel/project';

/** Answers of a project in the middle of its story: version 2 took over in April, a third training runs. */
const project = await loadProject('flights');
const digests = ['a', 'b', 'c'].map((letter) => letter.repeat(64));

const figures = (rocAuc: number, logLoss: number): Figures => ({
  rows: 231_400,
  positives: 41_700,
  rocAuc,
  logLoss,
  brier: logLoss * 0.31,
  averagePrecision: rocAuc / 2,
  accuracy: 0.8,
});

function promotion(values: {
  version: string;
  previous: string | null;
  outcome: PromotionDecision['outcome'];
  at: string;
  challenger: Figures;
  champion: Figures | null;
}): PromotionDecision {
  const { version, previous, outcome, at, challenger, champion } = values;
  const passed = outcome === 'promoted';
  return {
    id: `decision-${version}-${outcome}`,
    model: 'flights',
    alias: 'champion',
    version,
    previousVersion: previous,
    outcome,
    reason: passed ? 'every check of the gate passed' : 'the gain over the champion is too small',
    requestedBy: 'trainer',
    checks: [
      {
        check: 'threshold',
        passed: true,
        explanation: `roc_auc ${challenger.rocAuc.toFixed(3)} is at least 0.600`,
      },
      {
        check: 'gain',
        passed,
        explanation: champion
          ? `roc_auc ${challenger.rocAuc.toFixed(3)} against the champion's ${champion.rocAuc.toFixed(3)} (needs 0.002 more)`
          : 'there is no champion to beat',
      },
      {
        check: 'baseline',
        passed: true,
        explanation: 'log loss is 0.031 below that of the base rate (needs 0.005)',
      },
    ],
    evaluation: {
      id: `flights-${version}-${digests[1]!.slice(0, 12)}`,
      project: 'flights',
      model: 'flights',
      challenger: { version, figures: challenger },
      champion: champion && previous !== null ? { version: previous, figures: champion } : null,
      baseline: figures(0.5, 0.4691),
      rows: {
        interval: { from: '2001-04-01T00:00:00Z', until: '2001-04-15T00:00:00Z' },
        digest: digests[1]!,
      },
      createdAt: '2026-01-05T10:00:00Z',
    },
    at,
    createdAt: '2026-01-05T10:00:00Z',
  };
}

export function overview(): Overview {
  const version = (number: string, alias: string | null, values: Figures, estimator: string) => ({
    version: number,
    runId: number.repeat(32),
    createdAt: `2026-01-05T10:0${number}:00Z`,
    aliases: alias === null ? [] : [alias],
    estimator,
    datasetDigest: digests[Number(number) - 1]!,
    figures: values,
  });
  const second = version('2', 'champion', figures(0.714, 0.425), 'gbdt');
  const third = version('3', 'challenger', figures(0.7149, 0.4243), 'gbdt');
  return overviewSchema.parse({
    project: {
      name: project.name,
      title: project.title,
      question: project.question,
      features: project.features,
      target: project.target,
    },
    champion: second,
    challenger: third,
    versions: [third, second, version('1', null, figures(0.699, 0.468), 'gbdt')],
    decisions: [
      promotion({
        version: '3',
        previous: '2',
        outcome: 'refused',
        at: '2001-05-20T00:00:00Z',
        challenger: figures(0.7149, 0.4243),
        champion: figures(0.7142, 0.4248),
      }),
      promotion({
        version: '2',
        previous: '1',
        outcome: 'promoted',
        at: '2001-04-16T00:00:00Z',
        challenger: figures(0.714, 0.425),
        champion: figures(0.668, 0.441),
      }),
      promotion({
        version: '1',
        previous: null,
        outcome: 'promoted',
        at: '2001-03-01T00:00:00Z',
        challenger: figures(0.699, 0.468),
        champion: null,
      }),
    ],
  });
}

export const history = {
  history: [
    {
      version: '2',
      at: '2001-04-16T00:00:00Z',
      decisionId: 'decision-2-promoted',
      reason: 'every check of the gate passed',
    },
    {
      version: '1',
      at: '2001-03-01T00:00:00Z',
      decisionId: 'decision-1-promoted',
      reason: 'the first champion',
    },
  ],
};

export const MODEL_CARD = `# Flight delays, version 2\n\nPredicts whether a plane that left the gate arrives more than 15 minutes late.\n\n## Not for\n\nForecasts at booking time.\n`;

/** Runs as MLflow writes them. */
export function runs() {
  return ['1', '2', '3'].map((number, index) => ({
    info: {
      run_id: number.repeat(32),
      run_name: `train-${number}`,
      experiment_id: '1',
      status: index === 2 ? 'RUNNING' : 'FINISHED',
      start_time: 1_767_607_200_000 + index * 600_000,
      ...(index === 2 ? {} : { end_time: 1_767_607_200_000 + index * 600_000 + 41_000 }),
      artifact_uri: `mlflow-artifacts:/1/${number.repeat(32)}/artifacts`,
      lifecycle_stage: 'active',
    },
    data: {
      metrics: [
        { key: 'test_roc_auc', value: 0.699 + index * 0.008, timestamp: 1, step: 0 },
        { key: 'test_log_loss', value: 0.468 - index * 0.02, timestamp: 1, step: 0 },
        { key: 'test_rows', value: 231_400, timestamp: 1, step: 0 },
      ],
      params: [
        { key: 'estimator', value: 'gbdt' },
        { key: 'trees', value: '100' },
      ],
      tags: [{ key: 'mlflow.runName', value: `train-${number}` }],
    },
  }));
}
