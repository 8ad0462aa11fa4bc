import { createContext, useContext } from 'react';
import type { Overview } from '@flywheel/contracts';
import type { Polled } from './api/poll.ts';

/** The project that the page is about and the registry's overview of it, polled once for all pages. */
export interface ProjectState {
  name: string;
  overview: Polled<Overview>;
}

export const ProjectContext = createContext<ProjectState | null>(null);

export function useProject(): ProjectState {
  const state = useContext(ProjectContext);
  if (!state) throw new Error('useProject is used outside of ProjectContext');
  return state;
}
