import type { MonitoringWindow } from '@flywheel/contracts';
import { windowBounds, windowIndexOf } from '@flywheel/drift';
import type { Project } from '@flywheel/project';
import {
  countWindows,
  readFirstPrediction,
  readLastWindows,
  readOpenSince,
  readWindow,
  readWindowsSince,
  saveWindow,
  type OpenDatabase,
  type StoredWindow,
  type WindowRows,
} from '@flywheel/store';
import { evaluateWindow } from './evaluate-window.ts';
import type { WatchedModels } from './watched-model.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Windows that a mature one stays open for late outcomes: once it has its performance, and while it has not. */
const OPEN_WITH_PERFORMANCE = 1;
const OPEN_WITHOUT_PERFORMANCE = 4;

interface Scope {
  db: OpenDatabase['db'];
  project: Project;
  models: WatchedModels;
  watermark: Date;
}

/**
 * Evaluates every whole window that ended before the watermark and is new, or has got more rows or outcomes, or whose
 * outcomes have now had time to arrive. Nothing is remembered but what is stored: it goes on where any process stopped.
 * @returns the windows that were evaluated, and the versions that the registry does not know, whose windows wait
 */
export async function updateWindows(
  scope: Scope,
): Promise<{ evaluated: MonitoringWindow[]; unknownVersions: string[] }> {
  const { db, project, models, watermark } = scope;
  const evaluated: MonitoringWindow[] = [];
  const unknown = new Set<string>();
  const since = await openSince(scope);
  if (since === null) return { evaluated, unknownVersions: [] };
  const { windowDays } = project.monitoring;
  const counted = await countWindows(db, { project: project.name, since, endBy: watermark, windowDays });
  const stored = new Map(
    (await readWindowsSince(db, project.name, since)).map((one) => [keyOf(one.window), one]),
  );
  for (const rows of counted) {
    const window = {
      project: project.name,
      modelVersion: rows.modelVersion,
      from: rows.from.toISOString(),
      until: rows.until.toISOString(),
    };
    if (isUpToDate(stored.get(keyOf(window)), rows, scope)) continue;
    const model = await models.load(project.name, rows.modelVersion);
    if (model === null) {
      unknown.add(rows.modelVersion);
      continue;
    }
    const scopeOfRows = { project: project.name, ...rows };
    const result = await evaluateWindow({
      window,
      model,
      chunks: readWindow(db, scopeOfRows),
      policy: project.monitoring,
      isMature: isMature(rows, scope),
      threshold: project.training.threshold,
      previous: await previousWindows(db, window, rows.from),
    });
    await saveWindow(db, {
      window: result,
      predictionCount: rows.predictions,
      outcomeCount: rows.outcomes,
      isMature: isMature(rows, scope),
      isFinal: isFinal(result, scope),
    });
    evaluated.push(result);
  }
  return { evaluated, unknownVersions: [...unknown] };
}

/** Start of the first window that may have to be evaluated; null while there is no prediction. */
async function openSince({ db, project }: Scope): Promise<Date | null> {
  const open = await readOpenSince(db, project.name);
  if (open !== null) return open;
  const first = await readFirstPrediction(db, project.name);
  if (first === null) return null;
  const { windowDays } = project.monitoring;
  return new Date(windowBounds(windowIndexOf(first.getTime(), windowDays), windowDays).from);
}

function isUpToDate(stored: StoredWindow | undefined, rows: WindowRows, scope: Scope): boolean {
  if (stored === undefined) return false;
  if (stored.isFinal) return true;
  return (
    stored.predictionCount === rows.predictions &&
    stored.outcomeCount === rows.outcomes &&
    stored.isMature === isMature(rows, scope) &&
    !isFinal(stored.window, scope)
  );
}

function isMature({ until }: { until: Date }, { project, watermark }: Scope): boolean {
  return watermark.getTime() >= until.getTime() + project.monitoring.outcomeDelayHours * HOUR_MS;
}

function isFinal(window: MonitoringWindow, { project, watermark }: Scope): boolean {
  const { outcomeDelayHours, windowDays } = project.monitoring;
  const mature = Date.parse(window.until) + outcomeDelayHours * HOUR_MS;
  const windows = window.performance === null ? OPEN_WITHOUT_PERFORMANCE : OPEN_WITH_PERFORMANCE;
  return watermark.getTime() >= mature + windows * windowDays * DAY_MS;
}

async function previousWindows(
  db: OpenDatabase['db'],
  { project, modelVersion }: { project: string; modelVersion: string },
  before: Date,
): Promise<MonitoringWindow[]> {
  const newestFirst = await readLastWindows(db, { project, modelVersion, before, status: 'ok', limit: 2 });
  return newestFirst.toReversed().map(({ window }) => window);
}

const keyOf = ({ modelVersion, from }: { modelVersion: string; from: string }): string =>
  `${modelVersion}/${from}`;
