import type { Project } from '@flywheel/project';
import { parseInput } from '@flywheel/service';
import { z } from 'zod';
import { projectNotWatched } from '../errors.ts';

export const projectQuerySchema = z.object({ project: z.string().min(1) });
const listQuerySchema = projectQuerySchema.extend({
  limit: z.coerce.number().int().min(1).max(1000).default(60),
});

/** The watched project of this name, or 404. */
export function findProject(projects: readonly Project[], name: string): Project {
  const project = projects.find((candidate) => candidate.name === name);
  if (project) return project;
  throw projectNotWatched({ project: name, watched: projects.map((candidate) => candidate.name) });
}

/** Project and limit of a listing's query. */
export function readListQuery(
  projects: readonly Project[],
  query: unknown,
): { project: Project; limit: number } {
  const { project, limit } = parseInput(listQuerySchema, query);
  return { project: findProject(projects, project), limit };
}
