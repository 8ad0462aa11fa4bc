import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { projectSchema, type Project } from './define-project.ts';
import { unknownProject } from './errors.ts';

const projectsFolder = fileURLToPath(new URL('../../../projects/', import.meta.url));

/** Names of the folders under projects/, sorted. */
export function listProjects(): string[] {
  return readdirSync(projectsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
}

/** Loads `projects/<name>/project.ts`, whose default export is made by `defineProject`. */
export async function loadProject(name: string): Promise<Project> {
  const known = listProjects();
  if (!known.includes(name)) throw unknownProject({ name, known });
  const module: unknown = await import(pathToFileURL(join(projectsFolder, name, 'project.ts')).href);
  return projectSchema.parse((module as { default: unknown }).default);
}
