import { useEffect, useRef, useState } from 'react';

/** True for a while after the value changed; the first value is no change, only what was found. */
export function useRecent(value: string | null, durationMs: number): boolean {
  const [recent, setRecent] = useState(false);
  const known = useRef<string | null>(null);
  useEffect(() => {
    const before = known.current;
    if (value === null || value === before) return undefined;
    known.current = value;
    if (before === null) return undefined;
    setRecent(true);
    const timer = setTimeout(() => setRecent(false), durationMs);
    return () => clearTimeout(timer);
  }, [value, durationMs]);
  return recent;
}
