import type { DuckDBConnection } from '@duckdb/node-api';
import type { Project } from '@flywheel/project';
import { reasonOf } from './duckdb.ts';
import { sourceQueryFailed, sourceUnreadable } from './errors.ts';
import { checkColumns, describeQuery, locateSource, sourceQuery, storedColumns } from './source-columns.ts';
import { identifier } from './sql.ts';

/** Name of the temporary table that `loadRows` makes. */
export const ROWS = 'loaded_rows';

/** Column of `ROWS` that says whether a rule of the project holds. */
export function ruleColumn(index: number): string {
  return `__rule_${index}`;
}

/**
 * Runs the project's query into a temporary table: stored columns under their own types, the query's other columns
 * as they are, one boolean per rule. `where` selects among the query's columns.
 */
export async function loadRows(
  connection: DuckDBConnection,
  { project, where }: { project: Project; where: string },
): Promise<{ file: string; extraColumns: string[] }> {
  const file = locateSource(project);
  const columns = await describeQuery(connection, { project, file });
  checkColumns(project, columns);
  const stored = storedColumns(project);
  const extraColumns = columns
    .map(({ name }) => name)
    .filter((name) => !stored.some((column) => column.name === name));
  const selected = [
    ...stored.map(({ name, type }) => `source.${identifier(name)}::${type} as ${identifier(name)}`),
    ...extraColumns.map((name) => `source.${identifier(name)}`),
    ...project.source.rules.map(
      ({ condition }, index) => `coalesce((${condition}), false) as ${ruleColumn(index)}`,
    ),
  ];
  try {
    await connection.run(
      `create temp table ${ROWS} as
       select ${selected.join(', ')} from (${sourceQuery(project, file)}) as source where ${where}`,
    );
  } catch (error) {
    const reason = reasonOf(error);
    if (reason.startsWith('IO Error')) throw sourceUnreadable({ source: project.source.name, reason }, error);
    throw sourceQueryFailed({ project: project.name, reason }, error);
  }
  return { file, extraColumns };
}
