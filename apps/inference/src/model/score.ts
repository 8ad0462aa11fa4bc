import type { RawRecord } from '@flywheel/contracts';
import { recordsToFeeds } from './records-to-feeds.ts';
import type { ServedModel, Tensors } from './served-model.ts';

export interface Scores {
  labels: number[];
  /** Probability of class 1 per row. */
  probabilities: number[];
}

/** Runs a project's model on raw records that were checked before. */
export async function scoreRecords(model: ServedModel, records: readonly RawRecord[]): Promise<Scores> {
  const feeds = recordsToFeeds(model.package!.manifest.features, records);
  return readScores(await model.run(feeds, records.length));
}

/** Labels and probabilities of class 1 from the graph's outputs: `label` [rows] and `probabilities` [rows, 2]. */
export function readScores(outputs: Tensors): Scores {
  const probabilities = outputs.probabilities!.data as Float32Array;
  return {
    labels: Array.from(outputs.label!.data as BigInt64Array, Number),
    probabilities: Array.from({ length: probabilities.length / 2 }, (_, row) => probabilities[2 * row + 1]!),
  };
}
