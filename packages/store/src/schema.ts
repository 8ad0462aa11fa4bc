import type { MonitoringTables } from './monitoring/tables.ts';
import type { PredictionLogTables } from './prediction-log/tables.ts';
import type { RegistryTables } from './registry/tables.ts';

/** Every table of the platform, for Kysely. Each family stands beside the code that owns it. */
export interface Database extends RegistryTables, PredictionLogTables, MonitoringTables {}
