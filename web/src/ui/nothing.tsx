import type { ReactNode } from "react";

/** An empty state: what is not there yet, and what to do next. */
export function Nothing({ title, hint, action }: { title: string; hint: string; action?: ReactNode }) {
  return (
    <div className="nothing">
      <strong>{title}</strong>
      <p>{hint}</p>
      {action}
    </div>
  );
}
