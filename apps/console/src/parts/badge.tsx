import type { ReactNode } from 'react';

export type Tone = 'plain' | 'accent' | 'challenger' | 'good' | 'warn' | 'bad';

/** A word with a colour; the word alone carries the meaning. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}

export function AliasBadge({ alias }: { alias: string }) {
  return (
    <Badge tone={alias === 'champion' ? 'accent' : alias === 'challenger' ? 'challenger' : 'plain'}>
      {alias}
    </Badge>
  );
}
