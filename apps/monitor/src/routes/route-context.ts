import type { Project } from '@flywheel/project';
import type { CycleContext } from '../run-cycle.ts';

/** What the routes read from; they share it with the cycle. */
export interface RouteContext extends CycleContext {
  projects: readonly Project[];
}
