import { type ReactNode, useId } from "react";

/** An input with its label, and what may have to be said about it. */
export function Labelled({
  label,
  hint,
  children,
}: {
  label: string;
  hint?: ReactNode;
  children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="labelled">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {children(id)}
      {hint === undefined ? null : <p className="quiet labelled-hint">{hint}</p>}
    </div>
  );
}
