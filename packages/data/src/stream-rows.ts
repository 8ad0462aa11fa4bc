import type { Interval, RawRecord } from '@flywheel/contracts';
import type { Project } from '@flywheel/project';
import { checksFor, keptCondition } from './checks.ts';
import { openDuckDb, readChunks } from './duckdb.ts';
import { happenedIn } from './known-rows.ts';
import { loadRows, ROWS } from './load-rows.ts';
import { identifier } from './sql.ts';

export interface StreamedRow {
  rowId: number;
  /** Milliseconds since 1970. */
  eventTime: number;
  /** Milliseconds since 1970: when the label became known. */
  outcomeTime: number;
  /** Raw feature values, as a prediction request carries them. */
  record: RawRecord;
  label: 0 | 1;
}

export interface StreamOptions {
  project: Project;
  interval: Interval;
  /** Share of the rows, above 0 and up to 1, chosen by a hash of the row id: the same rows on any machine. */
  share: number;
  /** Where DuckDB may spill; without it rows that do not fit into 1 GB are an error. */
  tempFolder?: string;
  signal?: AbortSignal;
}

/** The valid rows of an interval in the order of event time and row id, in batches of up to 2,048. */
export async function* streamRows(options: StreamOptions): AsyncGenerator<StreamedRow[]> {
  const { project, interval, share, tempFolder, signal } = options;
  if (!(share > 0 && share <= 1))
    throw new RangeError(`share must be above 0 and at most 1, received ${share}`);
  const { connection, close } = await openDuckDb({ tempFolder });
  try {
    await loadRows(connection, { project, where: `${happenedIn(interval)} and ${chosen(share)}` });
    signal?.throwIfAborted();
    const kept = keptCondition(await checksFor(connection, project));
    const features = project.features.map(({ name }) => name);
    const columns = [
      'row_id::double',
      'epoch_ms(event_time)::double',
      'epoch_ms(outcome_time)::double',
      identifier(project.target.name),
      ...project.features.map(({ name, kind }) => identifier(name) + (kind === 'numeric' ? '::double' : '')),
    ];
    const sql = `select ${columns.join(', ')} from ${ROWS} where ${kept} order by event_time, row_id`;
    for await (const chunk of readChunks(connection, sql, signal)) {
      yield chunk.getRows().map((values) => toRow(values, features));
    }
  } finally {
    close();
  }
}

/** The first 64 bits of md5(row id as text), read as a share of their range: no library version can change it. */
function chosen(share: number): string {
  return share === 1 ? 'true' : `md5_number_upper(row_id::varchar) < ${share} * 18446744073709551616.0`;
}

function toRow(values: readonly unknown[], features: readonly string[]): StreamedRow {
  const [rowId, eventTime, outcomeTime, label, ...raw] = values as [
    number,
    number,
    number,
    0 | 1,
    ...RawValue[],
  ];
  const record: RawRecord = {};
  features.forEach((name, index) => (record[name] = raw[index] ?? null));
  return { rowId, eventTime, outcomeTime, record, label };
}

type RawValue = number | string | null;
