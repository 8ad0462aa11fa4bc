/** Scores of the two classes, each ascending: all that ranking metrics need. */
export interface ScoredRows {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/**
 * Sorts the scores of each class (two native sorts, no row objects).
 * @param labels 0 or 1, shape [rows]
 * @param scores any finite or infinite number, shape [rows]
 * @throws RangeError when lengths differ, there is no row, a label is not 0 or 1 or a score is NaN
 */
export function sortByClass(labels: ArrayLike<number>, scores: ArrayLike<number>): ScoredRows {
  checkRows(labels, scores);
  let count = 0;
  for (let row = 0; row < labels.length; row++) count += labels[row]!;
  const positives = new Float64Array(count);
  const negatives = new Float64Array(labels.length - count);
  let positive = 0;
  let negative = 0;
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] === 1) positives[positive++] = scores[row]!;
    else negatives[negative++] = scores[row]!;
  }
  return { positives: positives.sort(), negatives: negatives.sort() };
}

/** @throws RangeError when lengths differ, there is no row, a label is not 0 or 1 or a score is NaN */
export function checkRows(labels: ArrayLike<number>, scores: ArrayLike<number>): void {
  if (labels.length !== scores.length)
    throw new RangeError(`${labels.length} labels but ${scores.length} scores: give one score a label`);
  if (labels.length === 0) throw new RangeError('no rows: a metric needs at least one');
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (label !== 0 && label !== 1) throw new RangeError(`label of row ${row} is ${label}, expected 0 or 1`);
    if (Number.isNaN(scores[row]!)) throw new RangeError(`score of row ${row} is NaN`);
  }
}

/** @throws RangeError when only one class is there */
export function checkBothClasses({ positives, negatives }: ScoredRows, metric: string): void {
  if (positives.length === 0 || negatives.length === 0)
    throw new RangeError(
      `${metric} needs both classes, received ${positives.length} positive and ${negatives.length} negative rows`,
    );
}
