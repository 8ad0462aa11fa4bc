const QUIET_MS = 5000;

/** Passes an error on unless the same message came within the last five seconds: a lost database is hit hundreds of times a second. */
export function quietRepeats(
  onError: (error: Error) => void,
  now: () => number = () => performance.now(),
): (error: Error) => void {
  const lastAt = new Map<string, number>();
  return (error) => {
    const at = now();
    for (const [message, time] of lastAt) if (at - time >= QUIET_MS) lastAt.delete(message);
    if (lastAt.has(error.message)) return;
    lastAt.set(error.message, at);
    onError(error);
  };
}
