import type { Problem } from "./store";

/** Returns whether a problem stops saving. */
export function isError({ mistake }: Problem): boolean {
  return mistake.kind === "missing" || (mistake.found.severity ?? "error") === "error";
}
