import type { ReactNode, SyntheticEvent } from "react";

const stop = (event: SyntheticEvent) => event.stopPropagation();

/** What stands in a drawer or dialog above a form, and is no part of it: what is pressed here the form does not hear. */
export function Apart({ children }: { children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps events to itself
    <div onBlur={stop} onClick={stop} onCopy={stop} onKeyDown={stop} onPaste={stop} onSubmit={stop}>
      {children}
    </div>
  );
}
