import type { DuckDBConnection } from '@duckdb/node-api';
import { existsSync } from 'node:fs';
import type { Feature } from '@flywheel/contracts';
import type { Project } from '@flywheel/project';
import { readObjects, reasonOf } from './duckdb.ts';
import { columnMismatch, sourceQueryFailed, sourceUnreadable } from './errors.ts';
import { identifier, literal } from './sql.ts';

const INTEGERS = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|UHUGEINT)$/;
const NUMBERS =
  /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|UHUGEINT|FLOAT|DOUBLE|DECIMAL\(.*)$/;
const TEXTS = /^(VARCHAR|ENUM\(.*)$/;
const TIMES = /^TIMESTAMP/;
const LABELS = /^(BOOLEAN|TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT)$/;

export interface SourceColumn {
  name: string;
  /** DuckDB's name of the type. */
  type: string;
}

/** A column that a dataset version keeps, and the SQL that makes it from the query's column. */
export interface StoredColumn {
  name: string;
  type: 'bigint' | 'float' | 'varchar' | 'utinyint' | 'timestamp';
  nullable: boolean;
}

/** The path of the source on this machine, checked. */
export function locateSource(project: Project): string {
  let file: string;
  try {
    file = project.source.file();
  } catch (error) {
    throw sourceUnreadable({ source: project.source.name, reason: reasonOf(error) }, error);
  }
  if (!existsSync(file))
    throw sourceUnreadable({ source: project.source.name, reason: `${file} is missing` });
  return file;
}

/** The project's query with the file's path in place. */
export function sourceQuery(project: Project, file: string): string {
  const query = project.source.query.trim().replace(/;$/, '');
  return query.replaceAll('{file}', () => file.replaceAll("'", "''"));
}

/** Columns of the query, in its order. */
export async function describeQuery(
  connection: DuckDBConnection,
  { project, file }: { project: Project; file: string },
): Promise<SourceColumn[]> {
  try {
    const rows = await readObjects(connection, `describe ${sourceQuery(project, file)}`);
    return rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
  } catch (error) {
    const reason = reasonOf(error);
    if (/^(IO Error|Invalid Input Error)/.test(reason))
      throw sourceUnreadable({ source: project.source.name, reason }, error);
    throw sourceQueryFailed({ project: project.name, reason }, error);
  }
}

/** What a dataset version stores, in this order. */
export function storedColumns({ features, target }: Pick<Project, 'features' | 'target'>): StoredColumn[] {
  return [
    { name: 'row_id', type: 'bigint', nullable: false },
    { name: 'event_time', type: 'timestamp', nullable: false },
    ...features.map((feature) => ({ name: feature.name, type: storedType(feature), nullable: true })),
    { name: target.name, type: 'utinyint', nullable: false },
    { name: 'outcome_time', type: 'timestamp', nullable: false },
  ];
}

function storedType(feature: Feature): 'bigint' | 'float' | 'varchar' {
  if (feature.kind === 'categorical') return 'varchar';
  return feature.dtype === 'int64' ? 'bigint' : 'float';
}

/** Throws COLUMN_MISMATCH with every column that is missing or of a type that does not fit. */
export function checkColumns(project: Project, columns: readonly SourceColumn[]): void {
  const problems = requirements(project).flatMap(({ name, fits, expected }) => {
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined)
      return [
        `column ${literal(name)} is missing (found: ${columns.map((found) => identifier(found.name)).join(', ')})`,
      ];
    return fits.test(column.type)
      ? []
      : [`column ${literal(name)} is of type ${column.type}, expected ${expected}`];
  });
  if (problems.length > 0) throw columnMismatch({ project: project.name, problems });
}

function requirements(project: Project): { name: string; fits: RegExp; expected: string }[] {
  return [
    { name: 'row_id', fits: INTEGERS, expected: 'a whole number' },
    { name: 'event_time', fits: TIMES, expected: 'a timestamp' },
    ...project.features.map((feature) => {
      if (feature.kind === 'categorical') return { name: feature.name, fits: TEXTS, expected: 'text' };
      if (feature.dtype === 'int64')
        return { name: feature.name, fits: INTEGERS, expected: 'a whole number (dtype int64)' };
      return { name: feature.name, fits: NUMBERS, expected: 'a number' };
    }),
    { name: project.target.name, fits: LABELS, expected: 'a boolean, or 0 and 1' },
    { name: 'outcome_time', fits: TIMES, expected: 'a timestamp' },
  ];
}
