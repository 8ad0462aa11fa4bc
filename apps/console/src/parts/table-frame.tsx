import type { ReactNode } from 'react';

/** Lets a wide table scroll by itself, reachable by keyboard; the page never scrolls sideways. */
export function TableFrame({ label, children }: { label: string; children: ReactNode }) {
  return (
    // A scrolling region must be focusable to be scrolled by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-frame" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
