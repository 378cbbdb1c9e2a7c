import type { ReactNode } from "react";

/** A part of a page with its heading, what can be done with it, and its content. */
export function Pane({
  title,
  extra,
  className = "",
  children,
}: {
  title: string;
  extra?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section className={`pane ${className}`} aria-label={title}>
      <div className="pane-head">
        <h2>{title}</h2>
        {extra === undefined ? null : <div className="pane-extra">{extra}</div>}
      </div>
      {children}
    </section>
  );
}
