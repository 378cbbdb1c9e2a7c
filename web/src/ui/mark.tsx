import type { ReactNode } from "react";
import "./mark.css";

/** A short word that says in which state something is, in colours that can be read in both shades. */
export function Mark({
  tone = "plain",
  role,
  children,
}: {
  tone?: "plain" | "good" | "accent" | "warning" | "danger";
  role?: "status";
  children: ReactNode;
}) {
  return (
    <span className={`mark ${tone}`} {...(role === undefined ? {} : { role })}>
      {children}
    </span>
  );
}
