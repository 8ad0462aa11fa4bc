import { useId, type ReactNode } from 'react';

/** A titled region of a page. */
export function Panel({
  title,
  aside,
  className = '',
  children,
}: {
  title: string;
  /** Short text or control beside the title. */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <div className="panel-aside">{aside}</div>}
      </header>
      {children}
    </section>
  );
}
