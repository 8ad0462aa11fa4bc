import { useEffect, useRef, type ReactNode } from 'react';

/** The h1 of a page. It takes the focus when the reader came here by a link, so that reading starts at the top. */
export function PageHeading({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
}) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Flywheel`;
    if (document.activeElement?.closest('a')) ref.current?.focus();
  }, [title]);
  return (
    <div className="page-heading">
      <div>
        <h1 ref={ref} tabIndex={-1}>
          {title}
        </h1>
        {lead !== undefined && <p className="lead">{lead}</p>}
      </div>
      {children}
    </div>
  );
}
