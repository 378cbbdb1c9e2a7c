import type { Dictionary, Entry } from "../generated/forms";

/** The entries from the top of a dictionary to one of its entries. */
export type EntryWay = readonly Entry[];

const KEPT = new WeakMap<Dictionary, ReadonlyMap<string, EntryWay>>();

/** Returns the way to each entry of a dictionary by its key. */
export function waysOf(dictionary: Dictionary | undefined): ReadonlyMap<string, EntryWay> {
  if (dictionary === undefined) return new Map();
  const kept = KEPT.get(dictionary);
  if (kept !== undefined) return kept;
  const found = new Map<string, EntryWay>();
  const visit = (entries: readonly Entry[], before: EntryWay) => {
    for (const entry of entries) {
      const way = [...before, entry];
      found.set(entry.key, way);
      visit(entry.entries ?? [], way);
    }
  };
  visit(dictionary.entries ?? [], []);
  KEPT.set(dictionary, found);
  return found;
}
