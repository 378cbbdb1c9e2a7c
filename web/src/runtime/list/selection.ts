import { useState } from "react";
import type { Query } from "../../generated/api";

/** Which records are selected: those that were chosen one by one, or all of a query without some. */
export interface Selection {
  /** How many; null where that is not known exactly. */
  readonly count: number;
  readonly all: boolean;
  readonly has: (id: string) => boolean;
  readonly toggle: (ids: readonly string[], on: boolean) => void;
  readonly selectAll: (count: number) => void;
  readonly clear: () => void;
  /** Returns what the server is told of them. */
  readonly meant: (query: Query) => {
    readonly ids?: readonly string[];
    readonly query?: Query;
    readonly without?: readonly string[];
  };
}

interface Kept {
  readonly all: number | null;
  readonly ids: ReadonlySet<string>;
}

const NONE: Kept = { all: null, ids: new Set() };

/** Returns which records of a list are selected; another list begins without any. */
export function useSelection(key: string): Selection {
  const [kept, keep] = useState<Kept & { readonly key: string }>({ ...NONE, key });
  const { all, ids } = kept.key === key ? kept : NONE;
  return {
    all: all !== null,
    clear: () => keep({ ...NONE, key }),
    count: all === null ? ids.size : Math.max(0, all - ids.size),
    // Of all, the ids are those that were taken out again.
    has: (id) => ids.has(id) !== (all !== null),
    meant: ({ filter, search }) =>
      all === null ? { ids: [...ids] } : { query: { filter: filter ?? null, search: search ?? "" }, without: [...ids] },
    selectAll: (count) => keep({ all: count, ids: new Set(), key }),
    toggle: (some, on) => {
      const next = new Set(ids);
      for (const id of some) {
        if (on === (all === null)) next.add(id);
        else next.delete(id);
      }
      keep({ all, ids: next, key });
    },
  };
}
