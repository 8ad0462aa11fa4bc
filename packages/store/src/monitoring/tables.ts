import type { MonitoringWindow, RetrainDecision, TrainingJob } from '@flywheel/contracts';
import type { ColumnType, Generated } from 'kysely';

/** Result of one window of one model version. */
export interface MonitoringWindowTable {
  project: string;
  model_version: string;
  window_from: Date;
  window_until: Date;
  status: MonitoringWindow['status'];
  result: ColumnType<MonitoringWindow, string, string>;
  /** Predictions and outcomes that the result was computed from: it is computed again when they have changed. */
  prediction_count: number;
  outcome_count: number;
  /** The outcomes had had time to arrive. */
  is_mature: boolean;
  /** Later rows change nothing any more. */
  is_final: boolean;
  updated_at: Generated<Date>;
}

/** What the controller decided when a trigger was pulled. */
interface RetrainDecisionTable {
  /** Made of project, version, trigger, window and decision: the same decision cannot be stored twice. */
  id: string;
  project: string;
  decision: RetrainDecision['decision'];
  result: ColumnType<RetrainDecision, string, string>;
  /** The training job of a started one. */
  job: ColumnType<TrainingJob | null, string | null, string | null>;
  /** When the queue was known to hold the job; null means that it has to be told (again). */
  enqueued_at: Date | null;
  /** Event time. */
  decided_at: Date;
  created_at: Generated<Date>;
}

export interface MonitoringTables {
  monitoring_windows: MonitoringWindowTable;
  retrain_decisions: RetrainDecisionTable;
}
