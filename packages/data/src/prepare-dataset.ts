import type { DuckDBConnection } from '@duckdb/node-api';
import type { DatasetManifest, Interval } from '@flywheel/contracts';
import type { Project } from '@flywheel/project';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checksFor, keptCondition, type Check } from './checks.ts';
import { contentDigest } from './content-digest.ts';
import { reasonOf, readObjects, withDuckDb } from './duckdb.ts';
import { datasetEmpty, datasetNotWritten } from './errors.ts';
import { datasetDigest, fileDigest } from './digests.ts';
import { checkIntervals, happenedIn, knownBy, type Split } from './known-rows.ts';
import { loadRows, ROWS } from './load-rows.ts';
import { profileColumns } from './profile-columns.ts';
import { publishVersion, readDatasetManifest } from './publish-version.ts';
import { storedColumns } from './source-columns.ts';
import { identifier, literal } from './sql.ts';
import { validateRows } from './validate-rows.ts';

const STAGING = '.staging-';
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

export interface PrepareOptions {
  project: Project;
  train: Interval;
  test: Interval;
  /** Versions are folders below it, named by their digest; temporary files too, while it runs. */
  datasetsFolder: string;
  signal?: AbortSignal;
  onProgress?: (fraction: number, message: string) => void;
}

/**
 * Makes the dataset version of these intervals: rows that pass the validation and whose outcome was known in time, split by
 * event time, in the order of event time and row id. The same rows give the same digest, and an existing version is reused.
 */
export async function prepareDataset(
  request: PrepareOptions,
): Promise<{ manifest: DatasetManifest; folder: string }> {
  checkIntervals(request);
  const options = { ...request, train: inSeconds(request.train), test: inSeconds(request.test) };
  const staging = await makeStaging(options.datasetsFolder);
  try {
    const manifest = await withDuckDb(
      { tempFolder: join(staging, 'spill'), signal: options.signal },
      (connection) => buildVersion(connection, { ...options, staging }),
    );
    const folder = await publishVersion({ ...options, staging, manifest });
    options.onProgress?.(1, `dataset ${manifest.digest.slice(0, 12)} is ready`);
    return { manifest: await readDatasetManifest(folder), folder };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** One way to write each instant, so that the same bounds give the same digest. */
function inSeconds({ from, until }: Interval): Interval {
  const write = (instant: string): string => new Date(instant).toISOString().replace('.000Z', 'Z');
  return { from: write(from), until: write(until) };
}

async function makeStaging(datasetsFolder: string): Promise<string> {
  try {
    await mkdir(datasetsFolder, { recursive: true });
    await removeAbandoned(datasetsFolder);
    return await mkdtemp(join(datasetsFolder, STAGING));
  } catch (error) {
    throw datasetNotWritten({ folder: datasetsFolder, reason: reasonOf(error) }, error);
  }
}

/** A process that was killed could not tidy up. */
async function removeAbandoned(datasetsFolder: string): Promise<void> {
  for (const name of await readdir(datasetsFolder)) {
    if (!name.startsWith(STAGING)) continue;
    const path = join(datasetsFolder, name);
    // Its owner may finish and remove it at this moment.
    const folder = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (folder !== null && Date.now() - folder.mtimeMs > ABANDONED_AFTER_MS)
      await rm(path, { recursive: true, force: true });
  }
}

async function buildVersion(
  connection: DuckDBConnection,
  options: PrepareOptions & { staging: string },
): Promise<DatasetManifest> {
  const { project, train, test, onProgress, signal } = options;
  onProgress?.(0.05, `reading ${project.source.name}`);
  const { file, extraColumns } = await loadRows(connection, {
    project,
    where: `${happenedIn(train)} or ${happenedIn(test)} or event_time is null`,
  });
  onProgress?.(0.3, 'validating rows');
  const checks = [...(await checksFor(connection, project)), knownInTime({ train, test })];
  const validation = await validateRows(connection, { project, checks, extraColumns });
  onProgress?.(0.6, `writing ${validation.rowsKept} rows`);
  const splits: Partial<DatasetManifest['splits']> = {};
  for (const split of [
    { name: 'train', interval: train },
    { name: 'test', interval: test },
  ] as const) {
    const written = await writeSplit(connection, { ...options, split, checks });
    if (written.rows === 0)
      throw datasetEmpty({ split: split.name, ...split.interval, rejected: validation.rowsRead });
    splits[split.name] = written;
  }
  onProgress?.(0.9, 'profiling columns');
  const trainFile = join(options.staging, 'train.parquet');
  const content = {
    project: project.name,
    features: project.features,
    target: project.target,
    splits: splits as DatasetManifest['splits'],
  };
  return {
    schemaVersion: 1,
    digest: datasetDigest(content),
    ...content,
    lineage: {
      source: project.source.name,
      sourceDigest: await fileDigest(file, signal),
      query: project.source.query,
      parameters: { train, test, rules: project.source.rules },
    },
    validation,
    profile: await profileColumns(connection, { file: trainFile, project }),
  };
}

/** A training row must be known when training ends, a test row when the test ends. */
function knownInTime({ train, test }: { train: Interval; test: Interval }): Check {
  return {
    check: 'outcome_known_in_time',
    column: 'outcome_time',
    expectation: 'an outcome known by the end of its split',
    severity: 'reject',
    condition: `coalesce(case when ${happenedIn(train)} then ${knownBy(train)} else ${knownBy(test)} end, true)`,
  };
}

async function writeSplit(
  connection: DuckDBConnection,
  {
    project,
    staging,
    split: { name, interval },
    checks,
    signal,
  }: PrepareOptions & { staging: string; split: Split; checks: readonly Check[] },
): Promise<DatasetManifest['splits']['train']> {
  const columns = storedColumns(project);
  const file = join(staging, `${name}.parquet`);
  try {
    await connection.run(
      `copy (select ${columns.map((column) => identifier(column.name)).join(', ')} from ${ROWS}
             where ${happenedIn(interval)} and ${keptCondition(checks)} order by event_time, row_id)
       to ${literal(file)} (format parquet, compression zstd)`,
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw datasetNotWritten({ folder: staging, reason: reasonOf(error) }, error);
  }
  const [counts] = await readObjects(
    connection,
    `select count(*) as rows, coalesce(sum(${identifier(project.target.name)}), 0)::bigint as positives from read_parquet(${literal(file)})`,
  );
  return {
    interval,
    rows: Number(counts!.rows),
    positives: Number(counts!.positives),
    digest: await contentDigest(connection, { file, columns, signal }),
  };
}
