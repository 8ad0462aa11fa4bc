import type { Figures } from '@flywheel/contracts';
import { accuracy } from './accuracy.ts';
import { averagePrecisionOfSorted } from './average-precision.ts';
import { brier } from './brier.ts';
import { logLoss } from './log-loss.ts';
import { rocAucOfSorted } from './roc-auc.ts';
import { sortByClass } from './scored-rows.ts';

/**
 * All figures of a binary classifier on labelled rows.
 * @param labels 0 or 1, shape [rows]
 * @param probabilities of class 1, shape [rows]
 * @param threshold least probability that is predicted as 1 (for the accuracy)
 * @throws RangeError without rows, without both classes, or when a probability is NaN
 */
export function computeFigures(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  threshold: number,
): Figures {
  const sorted = sortByClass(labels, probabilities);
  return {
    rows: labels.length,
    positives: sorted.positives.length,
    rocAuc: rocAucOfSorted(sorted),
    logLoss: logLoss(labels, probabilities),
    brier: brier(labels, probabilities),
    averagePrecision: averagePrecisionOfSorted(sorted),
    accuracy: accuracy(labels, probabilities, threshold),
  };
}

/**
 * Figures of several blocks of rows as one: rows and positives are summed, each figure is the plain mean over blocks.
 * @throws RangeError without blocks
 */
export function meanFigures(blocks: readonly Figures[]): Figures {
  if (blocks.length === 0) throw new RangeError('no figures: a mean needs at least one block');
  const sum = (name: keyof Figures): number => blocks.reduce((total, figures) => total + figures[name], 0);
  const mean = (name: keyof Figures): number => sum(name) / blocks.length;
  return {
    rows: sum('rows'),
    positives: sum('positives'),
    rocAuc: mean('rocAuc'),
    logLoss: mean('logLoss'),
    brier: mean('brier'),
    averagePrecision: mean('averagePrecision'),
    accuracy: mean('accuracy'),
  };
}
