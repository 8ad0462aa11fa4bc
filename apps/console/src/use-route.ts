import { useSyncExternalStore } from 'react';
import { parseRoute, type Route } from './router.ts';

/** The current address, followed by links, the back button and edits of the address bar. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return parseRoute(hash);
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}
