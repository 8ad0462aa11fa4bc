/** How fast event time runs against the wall clock, in words. `perSecond` is ms of event time a second. */
export function speedOf(perSecond: number | null): string {
  if (perSecond === null || perSecond <= 0) return 'standing still';
  const secondsPerSecond = perSecond / 1000;
  if (secondsPerSecond < 2) return 'as fast as the wall clock';
  if (secondsPerSecond < 90) return `${Math.round(secondsPerSecond)} s a second`;
  if (secondsPerSecond < 5400) return `${Math.round(secondsPerSecond / 60)} min a second`;
  if (secondsPerSecond < 86_400) return `${(secondsPerSecond / 3600).toFixed(1)} hours a second`;
  return `${(secondsPerSecond / 86_400).toFixed(1)} days a second`;
}
