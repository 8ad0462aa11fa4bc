import type { Candidate, PromotionDecision } from '@flywheel/contracts';
import { formatTable } from '../output.ts';
import { readManifest } from './read-manifest.ts';
import type { LoopStep } from './loop-step.ts';

/** The candidates of a version as a table, best first, and its figures on the test rows. */
export async function describeCandidates(step: LoopStep, version: string): Promise<string> {
  const { candidates, estimator, test } = await readManifest(step, version);
  const figures = test.figures;
  return [
    candidateTable(candidates),
    `chosen: ${estimator}; on ${figures.rows} later rows (${test.interval.from.slice(0, 10)} to ${test.interval.until.slice(0, 10)}): ` +
      `AUC ${figures.rocAuc.toFixed(4)}, log loss ${figures.logLoss.toFixed(4)}, Brier ${figures.brier.toFixed(4)}`,
  ].join('\n');
}

/** Candidates as a table, best first. */
export function candidateTable(candidates: readonly Candidate[]): string {
  const rows = candidates
    .toSorted((a, b) => a.mean.logLoss - b.mean.logLoss)
    .map(({ name, mean, fitSeconds }) => [
      name,
      mean.logLoss.toFixed(4),
      mean.rocAuc.toFixed(4),
      mean.brier.toFixed(4),
      fitSeconds.toFixed(1),
    ]);
  return formatTable([
    ['  candidate', 'log loss', 'AUC', 'Brier', 'fit s'],
    ...rows.map(([name, ...rest]) => [`  ${name}`, ...rest]),
  ]);
}

/** A promotion decision with the figures of both models. */
export function describeDecision(decision: PromotionDecision): string {
  const { evaluation, version, previousVersion, outcome, checks } = decision;
  const figures = [
    `challenger version ${version}${evaluation ? ` AUC ${evaluation.challenger.figures.rocAuc.toFixed(4)}` : ''}`,
    ...(evaluation?.champion
      ? [
          `champion version ${evaluation.champion.version} AUC ${evaluation.champion.figures.rocAuc.toFixed(4)}`,
        ]
      : []),
  ];
  return [
    `version ${version} ${outcome}${previousVersion === null ? '' : ` (champion was ${previousVersion})`}: ${figures.join(', ')}`,
    ...checks.map(({ passed, explanation }) => `  ${passed ? 'passed' : 'FAILED'} ${explanation}`),
  ].join('\n');
}
