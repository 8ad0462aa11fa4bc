import type { Kysely } from 'kysely';
import { proxyPathOf } from '../artifacts/artifact-path.ts';
import type { Database } from '../schema.ts';
import { invalidParameterValue } from './errors.ts';
import { readVersionRow } from './model-versions.ts';

interface SourceRequest {
  source: string;
  runId: string;
  modelId: string | null;
}

interface ResolvedSource {
  artifactUri: string;
  /** Of the logged model, when the source is one; '' when unknown. */
  runId: string;
}

/** Stores that a client can read by itself, without this server. */
const REMOTE = /^(s3|gs|wasbs|abfss|hdfs):\/\/[^/]+\//;

/**
 * Where the files of a new version are. A source has to lie inside the artifacts of the run or logged model that is named
 * beside it, so that nobody registers files that were never logged, or files of this machine.
 */
export async function resolveSource(db: Kysely<Database>, request: SourceRequest): Promise<ResolvedSource> {
  const { source, runId } = request;
  if (holdsParentFolder(source)) throw refused(source, 'it holds ".."');
  const version = /^models:\/([^/@]+)\/(\d+)$/.exec(source);
  if (version !== null) {
    const row = await readVersionRow(db, version[1]!, version[2]!);
    return { artifactUri: row.artifact_uri, runId: row.run_id };
  }
  const loggedModel = /^models:\/(m-[^/]+)$/.exec(source);
  if (loggedModel !== null) return resolveLoggedModel(db, request, loggedModel[1]!);
  const run = /^runs:\/([^/]+)(\/.*)?$/.exec(source);
  if (run !== null) {
    if (run[1] !== runId) throw refused(source, `it names another run than run_id "${runId}"`);
    return { artifactUri: `${await runFolder(db, source, runId)}${run[2] ?? ''}`, runId };
  }
  if (source.startsWith('mlflow-artifacts:')) return resolveProxied(db, request);
  if (REMOTE.test(source)) return { artifactUri: source, runId };
  throw refused(source, 'it is no artifact of this server and no object store');
}

async function resolveLoggedModel(
  db: Kysely<Database>,
  { source, modelId }: SourceRequest,
  id: string,
): Promise<ResolvedSource> {
  if (modelId !== id) throw refused(source, `it names another logged model than model_id "${modelId ?? ''}"`);
  const row = await db
    .selectFrom('logged_models')
    .selectAll()
    .where('model_id', '=', id)
    .where('lifecycle_stage', '=', 'active')
    .executeTakeFirst();
  if (row === undefined) throw refused(source, 'there is no such logged model');
  return { artifactUri: row.artifact_uri, runId: row.source_run_id ?? '' };
}

async function resolveProxied(
  db: Kysely<Database>,
  { source, runId, modelId }: SourceRequest,
): Promise<ResolvedSource> {
  const folders: string[] = [];
  if (runId !== '') folders.push(await runFolder(db, source, runId));
  if (modelId !== null)
    folders.push(
      (await resolveLoggedModel(db, { source: `models:/${modelId}`, runId, modelId }, modelId)).artifactUri,
    );
  const path = proxyPathOf(source);
  const isInside = folders
    .map(proxyPathOf)
    .some((folder) => folder !== null && path !== null && `${path}/`.startsWith(`${folder}/`));
  if (!isInside) throw refused(source, 'it lies outside the artifacts of the run_id or model_id beside it');
  return { artifactUri: source, runId };
}

async function runFolder(db: Kysely<Database>, source: string, runId: string): Promise<string> {
  const row = await db
    .selectFrom('runs')
    .select('artifact_uri')
    .where('run_id', '=', runId)
    .executeTakeFirst();
  if (row === undefined) throw refused(source, `there is no run "${runId}"`);
  return row.artifact_uri;
}

function holdsParentFolder(source: string): boolean {
  let text = source;
  // Encoded once or twice, it is still the folder above.
  for (let round = 0; round < 3; round += 1) {
    if (text.split(/[/\\]/).includes('..')) return true;
    try {
      text = decodeURIComponent(text);
    } catch {
      return false; // a "%" that encodes nothing: the text is taken as it is
    }
  }
  return false;
}

const refused = (source: string, reason: string) =>
  invalidParameterValue(
    `the source "${source.slice(0, 300)}" cannot become a model version: ${reason}. Use runs:/<run_id>/<folder>, models:/<model_id> or the artifact URI of the run.`,
  );
