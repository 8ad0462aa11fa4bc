import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnProfile } from '@flywheel/contracts';
import type { Project } from '@flywheel/project';
import { readObjects, type PlainValue } from './duckdb.ts';
import { identifier, literal } from './sql.ts';

const MOST_FREQUENT = 10;

/** What each feature and the target look like in a Parquet file. Means and deviations carry nine significant digits. */
export async function profileColumns(
  connection: DuckDBConnection,
  { file, project }: { file: string; project: Pick<Project, 'features' | 'target'> },
): Promise<ColumnProfile[]> {
  const columns = [
    ...project.features.map(({ name, kind }) => ({ name, kind })),
    { name: project.target.name, kind: 'numeric' as const },
  ];
  const profiles: ColumnProfile[] = [];
  for (const column of columns) profiles.push(await profileColumn(connection, { file, ...column }));
  return profiles;
}

async function profileColumn(
  connection: DuckDBConnection,
  { file, name, kind }: { file: string; name: string; kind: ColumnProfile['kind'] },
): Promise<ColumnProfile> {
  const column = identifier(name);
  const from = `read_parquet(${literal(file)})`;
  const moments =
    kind === 'numeric'
      ? `min(${column})::double as lowest, max(${column})::double as highest, avg(${column}) as mean, stddev_pop(${column}) as std`
      : 'null as lowest, null as highest, null as mean, null as std';
  const [row] = await readObjects(
    connection,
    `select count(*) as rows, count(*) - count(${column}) as missing, count(distinct ${column}) as distinct_values, ${moments} from ${from}`,
  );
  const top = await readObjects(
    connection,
    `select ${column}::varchar as value, count(*) as rows from ${from} where ${column} is not null
     group by ${column} order by rows desc, ${column} limit ${MOST_FREQUENT}`,
  );
  return {
    name,
    kind,
    rows: Number(row!.rows),
    missing: Number(row!.missing),
    distinct: Number(row!.distinct_values),
    min: numberOrNull(row!.lowest),
    max: numberOrNull(row!.highest),
    mean: numberOrNull(row!.mean),
    std: numberOrNull(row!.std),
    top: top.map(({ value, rows }) => ({ value: String(value), rows: Number(rows) })),
  };
}

/** Sums of two threads differ in the last bits from run to run: nine digits do not. */
function numberOrNull(value: PlainValue | undefined): number | null {
  return typeof value === 'number' ? Number(value.toPrecision(9)) : null;
}
