import { randomUUIDv7 } from 'node:crypto';
import type { RawRecord } from '@flywheel/contracts';
import type { LoggedPrediction } from '@flywheel/store';
import type { InferenceMetrics } from '../metrics.ts';
import type { Scores } from '../model/score.ts';
import type { ServedModel } from '../model/served-model.ts';

/** The part of the prediction log that answering needs. */
export interface PredictionSink {
  add: (rows: readonly LoggedPrediction[]) => void;
}

export interface AnsweredRows {
  model: ServedModel;
  records: readonly RawRecord[];
  scores: Scores;
  /** Event time per row. */
  observedAt: (row: number) => Date;
}

/** Gives each answered row an id, counts it and hands it to the prediction log. Ids ascend with time, which keeps the log's index compact. */
export function capture(
  { sink, metrics }: { sink: PredictionSink; metrics: InferenceMetrics },
  { model, records, scores, observedAt }: AnsweredRows,
): string[] {
  const ids = records.map(() => randomUUIDv7());
  sink.add(
    records.map((features, row) => ({
      id: ids[row]!,
      project: model.name,
      modelVersion: model.version,
      observedAt: observedAt(row),
      features,
      probability: scores.probabilities[row]!,
      label: scores.labels[row]!,
    })),
  );
  metrics.predictions.inc({ project: model.name, version: model.version }, records.length);
  return ids;
}
