import { checkBothClasses, sortByClass, type ScoredRows } from './scored-rows.ts';

/**
 * Average precision: the sum over thresholds of precision times the gain in recall (steps, no interpolation).
 * @param labels 0 or 1, shape [rows]
 * @param scores higher means more likely 1, shape [rows]
 * @returns 0 to 1; the share of positives for a score that knows nothing
 * @throws RangeError without rows, without both classes, or when a score is NaN
 * Source: scikit-learn, average_precision_score.
 */
export function averagePrecision(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  return averagePrecisionOfSorted(sortByClass(labels, scores));
}

/** The same from sorted scores. */
export function averagePrecisionOfSorted(rows: ScoredRows): number {
  checkBothClasses(rows, 'average precision');
  const { positives, negatives } = rows;
  let sum = 0;
  let positive = positives.length - 1;
  let negative = negatives.length - 1;
  while (positive >= 0) {
    const threshold = positives[positive]!;
    const before = positive;
    while (positive >= 0 && positives[positive]! === threshold) positive--;
    while (negative >= 0 && negatives[negative]! >= threshold) negative--;
    const truePositives = positives.length - 1 - positive;
    const falsePositives = negatives.length - 1 - negative;
    sum += ((before - positive) * truePositives) / (truePositives + falsePositives);
  }
  return sum / positives.length;
}
