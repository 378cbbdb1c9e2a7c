import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { ask } from "../../../api/client";
import { useSources } from "../../../fields/sources";
import type { Query, RecordView, TreePage } from "../../../generated/api";
import type { TreeView } from "../../../generated/forms";
import type { LoadedForm } from "../../form-page";

const PAGE = 200;

/** A line of a tree: a record, or one that stands for records on their way. */
export interface Line {
  readonly key: string;
  /** The record, or the one whose children are on their way. */
  readonly id: string;
  /** Null while children are on their way. */
  readonly record: RecordView | null;
  readonly depth: number;
  readonly children: number;
  readonly open: boolean;
  /** The ids above it, when records of all levels are shown together. */
  readonly above: readonly string[] | null;
}

/** The levels of a tree that are open. */
export interface Levels {
  /** The lines from top to bottom; null while the highest level is on its way. */
  readonly lines: readonly Line[] | null;
  readonly error: Error | null;
  readonly retry: () => void;
  readonly toggle: (line: Line) => void;
  readonly open: (id: string) => void;
  /** Fetches more of the highest level; null when all are there. */
  readonly more: (() => void) | null;
  readonly busy: boolean;
}

/** Returns the lines of a tree; each level is fetched when it is first opened. */
export function useLevels(
  app: string,
  form: LoadedForm,
  view: TreeView,
  query: Query,
  // Who searches wants what is found, wherever it stands.
  anywhere: boolean,
): Levels {
  const { titles } = useSources();
  const queries = useQueryClient();
  const name = form.page.form.name;
  const [limit, setLimit] = useState(PAGE);
  const [touched, touch] = useState<ReadonlyMap<string, boolean>>(new Map());
  const request = (of: string | null, wide: boolean) => ({
    anywhere: wide,
    of,
    parent: view.parent,
    query: { ...query, limit: of === null ? Math.min(limit, 500) : 500, ...(of === null ? {} : { search: "" }) },
  });
  const fetched = (of: string | null, wide: boolean) => ({
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      ask("POST /api/apps/{app}/forms/{form}/records/tree", request(of, wide), signal, { app, form: name }),
    queryKey: ["records", app, name, "tree", request(of, wide)],
    staleTime: 0,
  });
  const highest = useQuery({ ...fetched(null, anywhere), placeholderData: (before) => before });
  const openIds = useOpen(highest.data, touched, anywhere ? 0 : (view.open_levels ?? 1), (of) =>
    queries.getQueryData<TreePage>(["records", app, name, "tree", request(of, false)]),
  );
  const below = useQueries({ queries: openIds.map((id) => fetched(id, false)) });
  const pages = new Map(openIds.map((id, at) => [id, below[at]?.data]));
  const failed = highest.error ?? below.find((one) => one.error !== null)?.error ?? null;
  const arrived = below.filter((one) => one.data !== undefined).length;
  // A level that arrived may have opened further ones.
  const [, again] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what arrived is the reason
  useEffect(() => again((count) => count + 1), [arrived]);
  useMemo(() => {
    for (const page of [highest.data, ...below.map((one) => one.data)]) titles.learn(page?.titles ?? {});
  }, [highest.data, below, titles]);
  const lines: Line[] = [];
  const walk = (page: TreePage, depth: number, trail: readonly string[]) => {
    for (const record of page.records) {
      if (trail.includes(record.id)) continue;
      const children = page.children[record.id] ?? 0;
      const open = children > 0 && openIds.includes(record.id);
      const above = depth === 0 && anywhere ? (page.above?.[record.id] ?? []) : null;
      lines.push({ above, children, depth, id: record.id, key: [...trail, record.id].join(" "), open, record });
      const inside = pages.get(record.id);
      if (open && inside !== undefined) walk(inside, depth + 1, [...trail, record.id]);
      else if (open) {
        const key = `${[...trail, record.id].join(" ")} …`;
        lines.push({ above: null, children: 0, depth: depth + 1, id: record.id, key, open: false, record: null });
      }
    }
  };
  if (highest.data !== undefined) walk(highest.data, 0, []);
  return {
    busy: highest.isFetching,
    error: failed,
    lines: highest.data === undefined ? null : lines,
    more: highest.data?.next && limit < 500 ? () => setLimit((now) => now + PAGE) : null,
    open: (id) => touch((now) => new Map(now).set(id, true)),
    retry: () => void queries.invalidateQueries({ queryKey: ["records", app, name, "tree"] }),
    toggle: (line) => touch((now) => new Map(now).set(line.id, !line.open)),
  };
}

/** Returns the records whose children are shown, from top to bottom: what was opened, and the first levels. */
function useOpen(
  highest: TreePage | undefined,
  touched: ReadonlyMap<string, boolean>,
  levels: number,
  known: (id: string) => TreePage | undefined,
): readonly string[] {
  const found: string[] = [];
  const walk = (page: TreePage, depth: number) => {
    for (const { id } of page.records) {
      if (!page.children[id] || found.includes(id) || !(touched.get(id) ?? depth < levels)) continue;
      found.push(id);
      const inside = known(id);
      if (inside !== undefined) walk(inside, depth + 1);
    }
  };
  if (highest !== undefined) walk(highest, 1);
  return found;
}
