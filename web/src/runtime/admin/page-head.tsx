import type { ReactNode } from "react";

/** The head of a page: its name, what it is good for, and what can be done. */
export function PageHead({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="page-head">
      <h1>{title}</h1>
      {children === undefined ? null : <div className="page-tools">{children}</div>}
      {hint === undefined ? null : <p className="page-hint quiet">{hint}</p>}
    </div>
  );
}
