import type { Project } from '@flywheel/project';
import type { CommandContext, Endpoints } from '../context.ts';
import type { LoopClients } from './loop-clients.ts';

export interface LoopContext extends CommandContext {
  endpoints: Endpoints;
  projectName: string;
}

/** What the steps of the loop share. */
export interface LoopStep extends LoopContext {
  project: Project;
  clients: LoopClients;
}
