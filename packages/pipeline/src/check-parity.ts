import { predictProbabilities, sliceRows, type FittedModel, type Table } from '@flywheel/learn';
import { parityBroken } from './errors.ts';
import type { OnnxScores } from './score-onnx.ts';

const ROWS = 10_000;
const BLOCKS = 10;
const TOLERANCE = 1e-6;

/**
 * Compares what the ONNX file answered with what the trainer's own arithmetic gives, on 10,000 rows in ten blocks spread over
 * the table. Throws PARITY_BROKEN when a probability is off by more than 1e-6 or a label differs that is not at the threshold.
 */
export function checkParity({
  model,
  table,
  scores,
  threshold,
}: {
  model: FittedModel;
  table: Table;
  scores: OnnxScores;
  threshold: number;
}): { rows: number; largest: number } {
  let rows = 0;
  let largest = 0;
  let labels = 0;
  for (const { start, end } of blocksOf(table.rows)) {
    const expected = predictProbabilities(model, sliceRows(table, start, end));
    for (const [index, probability] of expected.entries()) {
      const difference = Math.abs(scores.probabilities[start + index]! - probability);
      if (!(difference <= largest)) largest = difference;
      const isAtThreshold = Math.abs(probability - threshold) <= TOLERANCE;
      if (!isAtThreshold && scores.labels[start + index] !== Number(probability >= threshold)) labels++;
    }
    rows += expected.length;
  }
  if (!(largest <= TOLERANCE) || labels > 0)
    throw parityBroken({ rows, largest, tolerance: TOLERANCE, labels });
  return { rows, largest };
}

function blocksOf(rows: number): { start: number; end: number }[] {
  if (rows <= ROWS) return [{ start: 0, end: rows }];
  const size = ROWS / BLOCKS;
  return Array.from({ length: BLOCKS }, (_, block) => {
    const start = Math.floor((block * (rows - size)) / (BLOCKS - 1));
    return { start, end: start + size };
  });
}
