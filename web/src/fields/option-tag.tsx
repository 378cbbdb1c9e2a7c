import type { ReactNode } from "react";
import { shownColour } from "./colours";

/** A label with the colour of an option before it, so that nothing depends on the colour alone. */
export function OptionTag({ colour, children }: { colour?: string | null | undefined; children: ReactNode }) {
  return (
    <span className="option-tag">
      {colour ? <span className="option-dot" aria-hidden="true" style={{ background: shownColour(colour) }} /> : null}
      {children}
    </span>
  );
}
