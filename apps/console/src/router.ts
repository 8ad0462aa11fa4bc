export const PAGES = ['loop', 'runs', 'models', 'try'] as const;
export type Page = (typeof PAGES)[number];

/** What an address like `#/flights/runs/4f2a` names; nulls are filled with the first project and no detail. */
export interface Route {
  project: string | null;
  page: Page;
  /** A run id on the runs page, a version on the models page. */
  id: string | null;
}

/** Reads the part of an address after `#`. Anything unknown leads to the loop, so an old link still opens. */
export function parseRoute(hash: string): Route {
  const [project, page, id] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decode);
  return {
    project: project || null,
    page: PAGES.find((known) => known === page) ?? 'loop',
    id: id || null,
  };
}

/** The link to a page, e.g. `#/flights/models/2`. */
export function hrefOf(project: string, page: Page, id?: string): string {
  return `#/${[project, page, ...(id === undefined ? [] : [id])].map(encodeURIComponent).join('/')}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
