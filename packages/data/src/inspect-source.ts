import type { Interval, ValidationReport } from '@flywheel/contracts';
import type { Project } from '@flywheel/project';
import { checksFor } from './checks.ts';
import { fileDigest } from './digests.ts';
import { readObjects, withDuckDb } from './duckdb.ts';
import { happenedIn } from './known-rows.ts';
import { loadRows, ROWS } from './load-rows.ts';
import { describeQuery, locateSource, type SourceColumn } from './source-columns.ts';
import { validateRows } from './validate-rows.ts';

export interface SourceInspection {
  source: string;
  file: string;
  sourceDigest: string;
  columns: SourceColumn[];
}

/** Where the rows of a project come from and which columns its query yields; checks nothing about them. */
export async function inspectSource(project: Project, signal?: AbortSignal): Promise<SourceInspection> {
  const file = locateSource(project);
  const columns = await withDuckDb({ signal }, (connection) => describeQuery(connection, { project, file }));
  return { source: project.source.name, file, sourceDigest: await fileDigest(file, signal), columns };
}

/** The validation report of the rows of an interval (of all rows when absent), and how they lie in time; writes nothing. */
export async function validateSource({
  project,
  interval,
  tempFolder,
  signal,
}: {
  project: Project;
  interval?: Interval;
  tempFolder?: string;
  signal?: AbortSignal;
}): Promise<ValidationReport & { firstEvent: string | null; lastEvent: string | null }> {
  return withDuckDb({ tempFolder, signal }, async (connection) => {
    const where = interval === undefined ? 'true' : `${happenedIn(interval)} or event_time is null`;
    const { extraColumns } = await loadRows(connection, { project, where });
    const checks = await checksFor(connection, project);
    const report = await validateRows(connection, { project, checks, extraColumns });
    const [bounds] = await readObjects(
      connection,
      `select min(event_time) as first_event, max(event_time) as last_event from ${ROWS}`,
    );
    return {
      ...report,
      firstEvent: textOrNull(bounds!.first_event),
      lastEvent: textOrNull(bounds!.last_event),
    };
  });
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
