import type { Project } from '@flywheel/project';

/** Event time for rows and outcomes that name none. */
export interface EventClock {
  now: (project: string) => Date;
  /** Told of every event time that a row carried. */
  observe: (project: string, eventTime: Date) => void;
}

/**
 * The wall clock for a project that lives today. A project that replays the past lives at the greatest event time seen so far:
 * a prediction made by hand in the middle of a replay belongs to the replay's day, and must not move its clock by decades.
 * @param latest greatest event time in the prediction log by project, for a start in the middle of a replay
 */
export function createEventClock(
  projects: readonly Pick<Project, 'name' | 'clock' | 'replay'>[],
  { wallNow, latest }: { wallNow: () => Date; latest: ReadonlyMap<string, Date> },
): EventClock {
  const replayed = new Map(
    projects
      .filter(({ clock }) => clock === 'replay')
      .map(({ name, replay }) => [name, latest.get(name) ?? new Date(replay.from)]),
  );
  return {
    now: (project) => replayed.get(project) ?? wallNow(),
    observe: (project, eventTime) => {
      const known = replayed.get(project);
      if (known !== undefined && eventTime > known) replayed.set(project, eventTime);
    },
  };
}
