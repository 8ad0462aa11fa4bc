import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';
import { ZodObject, type ZodType } from 'zod';

/** What the tests of this folder read: text, YAML and modules of the repository, by path from its root. */
export const read = (file: string): string => readFileSync(resolve(file), 'utf8');
export const readYaml = (file: string): unknown => parse(read(file), { merge: true });
export const readYamlDocuments = (file: string): unknown[] =>
  parseAllDocuments(read(file), { merge: true }).map((document) => document.toJS() as unknown);

export const load = async (file: string): Promise<Record<string, unknown>> =>
  (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>;

/** The processes that serve: every app with a server, i.e. with a port of its own. */
export const SERVERS = ['registry', 'trainer', 'inference', 'monitor'] as const;
export type Server = (typeof SERVERS)[number];
export const portVariableOf = (app: string): string => `${app.toUpperCase()}_PORT`;

/** Variables of each app, by name, from the zod schema that its config.ts exports. */
export async function readConfigs(): Promise<Record<string, Record<string, ZodType>>> {
  const files = globSync('apps/*/src/config.ts').toSorted();
  const entries = await Promise.all(
    files.map(async (file) => {
      const schema = Object.values(await load(file)).find((value) => value instanceof ZodObject);
      if (schema === undefined) throw new Error(`${file} exports no zod object`);
      return [file.split('/')[1]!, schema.shape as Record<string, ZodType>] as const;
    }),
  );
  return Object.fromEntries(entries);
}

export async function defaultPortOf(app: Server): Promise<number> {
  const configs = await readConfigs();
  return configs[app]![portVariableOf(app)]!.parse(undefined) as number;
}
