/** Remembers what was said about each subject, so that a state that lasts is logged when it begins and not every second. */
export function createChangeFilter(): (subject: string, state: string | null) => boolean {
  const last = new Map<string, string | null>();
  return (subject, state) => {
    const isNew = (last.get(subject) ?? null) !== state;
    last.set(subject, state);
    return isNew;
  };
}
