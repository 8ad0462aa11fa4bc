import type { MonitoringWindow, RetrainDecision } from '@flywheel/contracts';
import type { ColumnType, Generated } from 'kysely';

/** Result of one window of one model version. */
export interface MonitoringWindowTable {
  project: string;
  model_version: string;
  window_from: Date;
  window_until: Date;
  status: MonitoringWindow['status'];
  result: ColumnType<MonitoringWindow, string, string>;
  updated_at: Generated<Date>;
}

/** What the controller decided when a trigger was pulled. */
export interface RetrainDecisionTable {
  id: string;
  project: string;
  decision: RetrainDecision['decision'];
  result: ColumnType<RetrainDecision, string, string>;
  decided_at: Date;
  created_at: Generated<Date>;
}

export interface MonitoringTables {
  monitoring_windows: MonitoringWindowTable;
  retrain_decisions: RetrainDecisionTable;
}
