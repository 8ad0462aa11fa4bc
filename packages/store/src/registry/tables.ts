import type { Evaluation, PromotionDecision } from '@flywheel/contracts';
import type { ColumnType, Generated } from 'kysely';

/** A 64-bit integer: PostgreSQL answers it as text, so that nothing is rounded. */
type BigInteger = ColumnType<string, string | number, string | number>;
type GeneratedBigInteger = ColumnType<string, never, never>;
type Stage = 'active' | 'deleted';
export type RunStatusName = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';
export type VersionStage = 'None' | 'Staging' | 'Production' | 'Archived';

interface KeyValue {
  key: string;
  value: string;
}

interface ExperimentTable {
  id: ColumnType<string, never, never>;
  name: string;
  artifact_location: string | null;
  lifecycle_stage: Generated<Stage>;
  creation_time: BigInteger;
  last_update_time: BigInteger;
}

interface RunTable {
  run_id: string;
  experiment_id: BigInteger;
  run_name: string;
  user_id: string;
  status: RunStatusName;
  start_time: BigInteger;
  end_time: ColumnType<string | null, string | number | null, string | number | null>;
  lifecycle_stage: Generated<Stage>;
  artifact_uri: string;
  idempotency_key: string | null;
}

interface MetricTable {
  run_id: string;
  key: string;
  step: BigInteger;
  timestamp: BigInteger;
  value: number;
}

interface DatasetTable {
  id: GeneratedBigInteger;
  experiment_id: BigInteger;
  name: string;
  digest: string;
  source_type: string;
  source: string;
  schema: string | null;
  profile: string | null;
}

interface LoggedModelTable {
  model_id: string;
  experiment_id: BigInteger;
  name: string;
  model_type: string | null;
  source_run_id: string | null;
  status: Generated<string>;
  artifact_uri: string;
  lifecycle_stage: Generated<Stage>;
  creation_timestamp: BigInteger;
  last_updated_timestamp: BigInteger;
}

interface RegisteredModelTable {
  name: string;
  id: Generated<string>;
  description: string;
  last_version: Generated<number>;
  creation_timestamp: BigInteger;
  last_updated_timestamp: BigInteger;
}

interface ModelVersionTable {
  name: string;
  version: number;
  description: string;
  source: string;
  artifact_uri: string;
  run_id: string;
  model_id: string | null;
  run_link: string;
  stage: Generated<VersionStage>;
  idempotency_key: string | null;
  creation_timestamp: BigInteger;
  last_updated_timestamp: BigInteger;
}

interface EvaluationTable {
  registered_model_id: string;
  id: string;
  version: number;
  champion_version: number | null;
  content: ColumnType<Omit<Evaluation, 'createdAt'>, string, never>;
  created_at: ColumnType<Date, Date | undefined, never>;
  ordinal: GeneratedBigInteger;
}

interface PromotionDecisionTable {
  id: string;
  registered_model_id: string;
  alias: string;
  version: number;
  evaluation_id: string | null;
  outcome: PromotionDecision['outcome'];
  result: ColumnType<PromotionDecision, string, never>;
  created_at: ColumnType<Date, Date | undefined, never>;
  ordinal: GeneratedBigInteger;
}

interface AliasHistoryTable {
  registered_model_id: string;
  alias: string;
  ordinal: GeneratedBigInteger;
  version: number | null;
  decision_id: string | null;
  reason: string;
  at: Date;
}

/** Tables of experiment tracking and the model registry. */
export interface RegistryTables {
  experiments: ExperimentTable;
  experiment_tags: KeyValue & { experiment_id: BigInteger };
  runs: RunTable;
  run_params: KeyValue & { run_id: string };
  run_tags: KeyValue & { run_id: string };
  metric_points: MetricTable;
  latest_metrics: MetricTable;
  datasets: DatasetTable;
  run_inputs: { run_id: string; dataset_id: BigInteger };
  run_input_tags: KeyValue & { run_id: string; dataset_id: BigInteger };
  logged_models: LoggedModelTable;
  logged_model_params: KeyValue & { model_id: string };
  logged_model_tags: KeyValue & { model_id: string };
  logged_model_metrics: MetricTable & { model_id: string; dataset_name: string; dataset_digest: string };
  run_models: { run_id: string; model_id: string; direction: 'input' | 'output'; step: BigInteger };
  registered_models: RegisteredModelTable;
  registered_model_tags: KeyValue & { name: string };
  model_versions: ModelVersionTable;
  model_version_tags: KeyValue & { name: string; version: number };
  model_aliases: { name: string; alias: string; version: number };
  artifacts: { path: string; digest: string; size_bytes: BigInteger; updated_at: Generated<Date> };
  evaluations: EvaluationTable;
  promotion_decisions: PromotionDecisionTable;
  alias_history: AliasHistoryTable;
}
