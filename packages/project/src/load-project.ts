import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { z } from 'zod';
import { projectSchema, type Project } from './define-project.ts';
import { invalidProject, unknownProject } from './errors.ts';

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
  try {
    const module: unknown = await import(pathToFileURL(join(projectsFolder, name, 'project.ts')).href);
    const { default: project } = module as { default: unknown };
    if (project === undefined) throw new TypeError('it has no default export; end it with defineProject.');
    const declared = projectSchema.parse(project);
    if (declared.name !== name)
      throw new TypeError(
        `it is declared as "${declared.name}" but its folder is projects/${name}: name both alike.`,
      );
    return declared;
  } catch (error) {
    throw invalidProject({ name, reason: reasonOf(error) }, error);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return `\n${z.prettifyError(error)}`;
  return error instanceof Error ? error.message : String(error);
}
