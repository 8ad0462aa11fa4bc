export {
  defineProject,
  projectSchema,
  type CandidateSpec,
  type Project,
  type ProjectDefinition,
} from './define-project.ts';
export * from './errors.ts';
export { listProjects, loadProject } from './load-project.ts';
export { recordSchemaOf } from './record-schema.ts';
