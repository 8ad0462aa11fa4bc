import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';
import { type ZodType } from 'zod';
import { cliConfigSchema } from '../../apps/cli/src/config.ts';
import { configSchema } from '../../apps/inference/src/config.ts';
import { monitorConfigSchema } from '../../apps/monitor/src/config.ts';
import { registryConfigSchema } from '../../apps/registry/src/config.ts';
import { trainerConfigSchema } from '../../apps/trainer/src/config.ts';

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

/** Variables of each app, by name, from the zod schema of its environment. */
export const CONFIGS = {
  cli: cliConfigSchema.shape,
  inference: configSchema.shape,
  monitor: monitorConfigSchema.shape,
  registry: registryConfigSchema.shape,
  trainer: trainerConfigSchema.shape,
} satisfies Record<string, Record<string, ZodType>>;

export function defaultPortOf(app: Server): number {
  const shape: Record<string, ZodType> = CONFIGS[app];
  return shape[portVariableOf(app)]!.parse(undefined) as number;
}
