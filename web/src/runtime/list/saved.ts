import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { ask } from "../../api/client";
import type { Arrangement, ListContent, SavedView } from "../../generated/api";

/** How long an arrangement rests before it is kept, in milliseconds. */
const REST = 600;

/** The views that somebody has of a form, and what can be done with them. */
export interface SavedViews {
  readonly views: readonly SavedView[];
  readonly mayShare: boolean;
  readonly ready: boolean;
  readonly add: (name: string, shared: boolean, content: ListContent) => Promise<SavedView>;
  readonly change: (
    id: string,
    change: { readonly name?: string; readonly shared?: boolean; readonly content?: ListContent },
  ) => Promise<SavedView>;
  readonly remove: (id: string) => Promise<void>;
}

/** Returns the views that somebody keeps of a form, and those that are shared. */
export function useSavedViews(app: string, form: string): SavedViews {
  const queries = useQueryClient();
  const key = ["saved-views", app, form];
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/forms/{form}/views", undefined, signal, { app, form }),
    queryKey: key,
    staleTime: 60_000,
  });
  const again = () => queries.invalidateQueries({ queryKey: key });
  return {
    add: async (name, shared, content) => {
      const made = await ask("POST /api/apps/{app}/forms/{form}/views", { content, name, shared }, undefined, {
        app,
        form,
      });
      await again();
      return made;
    },
    change: async (id, change) => {
      const made = await ask("PATCH /api/apps/{app}/forms/{form}/views/{id}", change, undefined, { app, form, id });
      await again();
      return made;
    },
    mayShare: found.data?.may_share ?? false,
    ready: !found.isPending,
    remove: async (id) => {
      await ask("DELETE /api/apps/{app}/forms/{form}/views/{id}", undefined, undefined, { app, form, id });
      await again();
    },
    views: found.data?.views ?? [],
  };
}

/** Returns how somebody has arranged a list, and how to arrange it anew: shown at once, and kept after a rest. */
export function useArrangement(app: string, form: string, view: string) {
  const queries = useQueryClient();
  const address = { app, form, view };
  const key = ["arrangement", app, form, view];
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/forms/{form}/arrangement", undefined, signal, address),
    queryKey: key,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const waiting = useRef<{ readonly timer: ReturnType<typeof setTimeout>; readonly keep: () => void } | null>(null);
  useEffect(
    () => () => {
      // What was arranged last is kept also when the page is left before it has rested.
      if (waiting.current !== null) {
        clearTimeout(waiting.current.timer);
        waiting.current.keep();
      }
    },
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says the same as the address
  const arrange = useCallback(
    (change: Partial<Arrangement>) => {
      const next = { ...queries.getQueryData<Arrangement>(key), ...change };
      queries.setQueryData(key, next);
      if (waiting.current !== null) clearTimeout(waiting.current.timer);
      const keep = () => {
        waiting.current = null;
        // The page shows it already; what cannot be kept is only not there the next time.
        ask("PUT /api/apps/{app}/forms/{form}/arrangement", next, undefined, address).catch(() => undefined);
      };
      waiting.current = { keep, timer: setTimeout(keep, REST) };
    },
    [queries, app, form, view],
  );
  return { arrange, arrangement: found.data ?? {}, ready: !found.isPending };
}
