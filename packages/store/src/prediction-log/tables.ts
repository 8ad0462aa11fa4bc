import type { ColumnType, Generated } from 'kysely';
import type { RawRecord } from '@flywheel/contracts';

/** One answered row. */
export interface PredictionTable {
  id: string;
  project: string;
  model_version: string;
  /** Event time: when the thing happened that was asked about. */
  observed_at: Date;
  features: ColumnType<RawRecord, string, string>;
  /** Probability of class 1. */
  probability: number;
  label: number;
  created_at: Generated<Date>;
}

/** The true label of a prediction, which arrives later. */
export interface OutcomeTable {
  prediction_id: string;
  project: string;
  label: number;
  observed_at: Date;
  created_at: Generated<Date>;
}

export interface PredictionLogTables {
  predictions: PredictionTable;
  outcomes: OutcomeTable;
}
