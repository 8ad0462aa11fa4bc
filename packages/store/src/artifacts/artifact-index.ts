import { sql, type Kysely } from 'kysely';
import { invalidParameterValue } from '../registry/errors.ts';
import type { Database } from '../schema.ts';
import type { Blob } from './blob.ts';

type Db = Kysely<Database>;

export interface ArtifactEntry {
  /** Name within the folder that was listed. */
  name: string;
  isFolder: boolean;
  /** Null for a folder. */
  sizeBytes: number | null;
}

/** Makes `path` stand for these bytes, whatever it stood for before. */
export async function putArtifact(db: Db, path: string, blob: Blob): Promise<void> {
  const parents = path.split('/').map((_name, index, names) => names.slice(0, index).join('/'));
  const inTheWay = await db
    .selectFrom('artifacts')
    .select('path')
    .where((where) => where.or([sql<boolean>`path = any(${parents.slice(1)}::text[])`, isBelow(path)]))
    .limit(1)
    .executeTakeFirst();
  if (inTheWay !== undefined)
    throw invalidParameterValue(
      `"${path}" and "${inTheWay.path}" cannot stand beside each other: one would be a file and a folder at once.`,
    );
  await db
    .insertInto('artifacts')
    .values({ path, digest: blob.digest, size_bytes: blob.sizeBytes })
    .onConflict((conflict) =>
      conflict
        .column('path')
        .doUpdateSet({ digest: blob.digest, size_bytes: blob.sizeBytes, updated_at: sql`now()` }),
    )
    .execute();
}

export async function findArtifact(db: Db, path: string): Promise<Blob | null> {
  const row = await db.selectFrom('artifacts').selectAll().where('path', '=', path).executeTakeFirst();
  return row === undefined ? null : { digest: row.digest, sizeBytes: Number(row.size_bytes) };
}

/** What stands in a folder, by name; nothing for a file or a folder that is not there. */
export async function listArtifacts(db: Db, folder: string): Promise<ArtifactEntry[]> {
  const prefix = folder === '' ? '' : `${folder}/`;
  const rest = sql<string>`substr(path, length(${prefix}::text) + 1)`;
  const { rows } = await sql<{ name: string; is_folder: boolean; size_bytes: string }>`
    select split_part(${rest}, '/', 1) collate "C" as name,
           bool_or(position('/' in ${rest}) > 0) as is_folder,
           max(size_bytes) as size_bytes
    from artifacts
    where ${folder === '' ? sql`true` : isBelow(folder)}
    group by name
    order by name`.execute(db);
  return rows.map((row) => ({
    name: row.name,
    isFolder: row.is_folder,
    sizeBytes: row.is_folder ? null : Number(row.size_bytes),
  }));
}

/** Forgets a file, or a folder with all that is in it. */
export async function deleteArtifacts(db: Db, path: string): Promise<void> {
  await db
    .deleteFrom('artifacts')
    .where((where) => where.or([where('path', '=', path), isBelow(path)]))
    .execute();
}

/** Lets `target` stand for the same bytes as everything below `source` now; returns the number of files. */
export async function copyArtifacts(db: Db, source: string, target: string): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into artifacts (path, digest, size_bytes)
    select ${target}::text || substr(path, length(${source}::text) + 1), digest, size_bytes
    from artifacts where ${isBelow(source)}`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

/** '0' is the character after '/': the paths below a folder are one range of the index. */
const isBelow = (folder: string) =>
  sql<boolean>`path > ${`${folder}/`}::text and path < ${`${folder}0`}::text`;
