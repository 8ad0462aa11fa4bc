import type { DuckDBConnection } from '@duckdb/node-api';
import type { ValidationReport } from '@flywheel/contracts';
import type { Project } from '@flywheel/project';
import { keptCondition, type Check } from './checks.ts';
import { readObjects } from './duckdb.ts';
import { validationFailed } from './errors.ts';
import { ROWS } from './load-rows.ts';
import { storedColumns } from './source-columns.ts';
import { identifier } from './sql.ts';

const MOST_EXAMPLES = 5;

/** Counts, for each check, the loaded rows that break it, with a few examples. Throws VALIDATION_FAILED on severity `fail`. */
export async function validateRows(
  connection: DuckDBConnection,
  { project, checks, extraColumns }: { project: Project; checks: readonly Check[]; extraColumns: string[] },
): Promise<ValidationReport> {
  const counts = await countFailures(connection, checks);
  const shown = [...storedColumns(project).map(({ name }) => name), ...extraColumns];
  const results: ValidationReport['checks'] = [];
  for (const [index, { condition, ...check }] of checks.entries()) {
    const failedRows = counts.failed[index]!;
    const examples = failedRows === 0 ? [] : await findExamples(connection, { condition, columns: shown });
    results.push({ ...check, failedRows, examples });
  }
  const failures = results.filter(({ severity, failedRows }) => severity === 'fail' && failedRows > 0);
  if (failures.length > 0) throw validationFailed({ project: project.name, failures });
  return { rowsRead: counts.read, rowsKept: counts.kept, checks: results };
}

async function countFailures(
  connection: DuckDBConnection,
  checks: readonly Check[],
): Promise<{ read: number; kept: number; failed: number[] }> {
  const counters = checks.map(
    ({ condition }, index) => `count(*) filter (not (${condition})) as failed_${index}`,
  );
  const [row] = await readObjects(
    connection,
    `select count(*) as read, count(*) filter (${keptCondition(checks)}) as kept, ${counters.join(', ')} from ${ROWS}`,
  );
  return {
    read: Number(row!.read),
    kept: Number(row!.kept),
    failed: checks.map((_, index) => Number(row![`failed_${index}`])),
  };
}

async function findExamples(
  connection: DuckDBConnection,
  { condition, columns }: { condition: string; columns: string[] },
): Promise<Record<string, unknown>[]> {
  return readObjects(
    connection,
    `select ${columns.map(identifier).join(', ')} from ${ROWS} where not (${condition})
     order by event_time, row_id limit ${MOST_EXAMPLES}`,
  );
}
