import type { Evaluation, Figures, Gate, GateCheck, MetricName } from '@flywheel/contracts';

/** Metrics of which less is better; of the others more is. */
const LOSSES: ReadonlySet<MetricName> = new Set(['logLoss', 'brier']);
/** 0.682 - 0.68 is a hair less than 0.002 in doubles: a gain that is short by no more than this is enough. */
const TOLERANCE = 1e-12;

/**
 * Whether a version may become champion, check by check, each with its figures.
 * @param evaluation      the version's newest evaluation, null when it has none
 * @param championVersion the version that holds the alias now, null when none does
 * @returns all checks that could be made; the version passes when there is one and each has passed
 */
export function checkGate(options: {
  gate: Gate;
  evaluation: Evaluation | null;
  championVersion: string | null;
}): GateCheck[] {
  const { gate, evaluation, championVersion } = options;
  if (evaluation === null) {
    return [
      check(
        'evaluated',
        false,
        'the version has no evaluation: run "flywheel evaluate" or the training job first',
      ),
    ];
  }
  const current = checkIsCurrent(evaluation, championVersion);
  if (!current.passed) return [current];
  return [
    current,
    checkRows(evaluation, gate),
    checkThreshold(evaluation.challenger.figures, gate),
    checkBaseline(evaluation, gate),
    ...(evaluation.champion === null || evaluation.champion.version === evaluation.challenger.version
      ? []
      : [checkGain(evaluation.challenger.figures, evaluation.champion, gate)]),
  ];
}

export const passes = (checks: readonly GateCheck[]): boolean =>
  checks.length > 0 && checks.every(({ passed }) => passed);

/** The reason of a refusal in one sentence. */
export function explainRefusal(checks: readonly GateCheck[]): string {
  return checks
    .filter(({ passed }) => !passed)
    .map(({ explanation }) => explanation)
    .join('; ');
}

function checkIsCurrent({ champion }: Evaluation, championVersion: string | null): GateCheck {
  const compared = champion?.version ?? null;
  if (compared === championVersion) {
    const against =
      championVersion === null
        ? 'there is no champion yet'
        : `compared with the champion, version ${championVersion}`;
    return check('compared_with_champion', true, against);
  }
  const name = (version: string | null): string => (version === null ? 'no champion' : `version ${version}`);
  return check(
    'compared_with_champion',
    false,
    `the evaluation is stale: it compared with ${name(compared)}, the champion is ${name(championVersion)}; evaluate again`,
  );
}

function checkRows({ challenger, champion }: Evaluation, { minimumRows }: Gate): GateCheck {
  const { rows } = challenger.figures;
  if (champion !== null && champion.figures.rows !== rows) {
    const explanation = `the challenger was evaluated on ${rows} rows, the champion on ${champion.figures.rows}: both need the same rows`;
    return check('enough_rows', false, explanation);
  }
  return check('enough_rows', rows >= minimumRows, `${rows} evaluation rows (needs ${minimumRows})`);
}

function checkThreshold(figures: Figures, { metric, threshold }: Gate): GateCheck {
  const value = figures[metric];
  const passed = LOSSES.has(metric) ? value <= threshold : value >= threshold;
  const needs = LOSSES.has(metric) ? 'at most' : 'at least';
  return check('threshold', passed, `${metric} ${format(value)} (needs ${needs} ${format(threshold)})`);
}

function checkBaseline({ challenger, baseline }: Evaluation, { minimumGainOverBaseline }: Gate): GateCheck {
  const gain = baseline.logLoss - challenger.figures.logLoss;
  return check(
    'beats_baseline',
    gain >= minimumGainOverBaseline - TOLERANCE,
    `log loss ${format(challenger.figures.logLoss)} is ${format(gain)} below the base rate's ${format(baseline.logLoss)} (needs ${format(minimumGainOverBaseline)})`,
  );
}

function checkGain(
  challenger: Figures,
  champion: { version: string; figures: Figures },
  { metric, minimumGain }: Gate,
): GateCheck {
  const ours = challenger[metric];
  const theirs = champion.figures[metric];
  const gain = LOSSES.has(metric) ? theirs - ours : ours - theirs;
  return check(
    'beats_champion',
    gain >= minimumGain - TOLERANCE,
    `${metric} ${format(ours)} against version ${champion.version}'s ${format(theirs)}: ${format(gain)} better (needs ${format(minimumGain)})`,
  );
}

/** NaN compares as false everywhere above, so a broken figure never passes. */
const check = (name: string, passed: boolean, explanation: string): GateCheck => ({
  check: name,
  passed,
  explanation,
});

const format = (value: number): string => value.toFixed(4);
