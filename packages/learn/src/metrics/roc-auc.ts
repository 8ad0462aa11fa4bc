import { checkBothClasses, sortByClass, type ScoredRows } from './scored-rows.ts';

/**
 * Area under the ROC curve: the share of (positive, negative) pairs that the score ranks rightly; a tie counts one half.
 * @param labels 0 or 1, shape [rows]
 * @param scores higher means more likely 1, shape [rows]
 * @returns 0 to 1; 0.5 for a score that knows nothing
 * @throws RangeError without rows, without both classes, or when a score is NaN
 * Source: Mann and Whitney (1947), U / (n1 n0).
 */
export function rocAuc(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  return rocAucOfSorted(sortByClass(labels, scores));
}

/** The same from sorted scores. */
export function rocAucOfSorted(rows: ScoredRows): number {
  checkBothClasses(rows, 'ROC AUC');
  const { positives, negatives } = rows;
  let twiceU = 0;
  let below = 0;
  let notAbove = 0;
  for (const score of positives) {
    while (below < negatives.length && negatives[below]! < score) below++;
    while (notAbove < negatives.length && negatives[notAbove]! <= score) notAbove++;
    twiceU += below + notAbove;
  }
  return twiceU / (2 * positives.length * negatives.length);
}
