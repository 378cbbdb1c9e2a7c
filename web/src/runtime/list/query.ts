import { useMemo, useState } from "react";
import { useTexts } from "../../core/language";
import { useRested } from "../../core/moments";
import type { AppMenu, GroupBy, ListColumn, ListContent, Query, SavedView, Sort } from "../../generated/api";
import type { AnyView } from "../../generated/forms";
import type { LoadedForm } from "../form-page";
import { type Column, columnsOfView, resolved, sortOf } from "./columns";
import { combined, complete, type Filter, mentioned } from "./filters";
import { type Forms, follow, useForms } from "./reach";
import { type SavedViews, useArrangement, useSavedViews } from "./saved";

/** How high the lines of a list are. */
export type Density = "compact" | "normal" | "roomy";

/** What somebody has changed of a list and not kept. */
interface Changes {
  readonly search?: string;
  readonly filter?: Filter | null;
  readonly sort?: readonly Sort[];
  readonly group?: readonly GroupBy[];
  readonly columns?: readonly ListColumn[];
  /** The saved view that was chosen; null for the view of the app. */
  readonly saved?: string | null;
}

/** A list as somebody looks at it: the view with what they chose, and the query that it becomes. */
export interface ListQuery {
  readonly menu: AppMenu;
  readonly form: LoadedForm;
  readonly view: AnyView | null;
  /** Whether it is known how the list begins; before, nothing should be asked for. */
  readonly ready: boolean;
  /** Which records are shown, in which order, with what is reached over references; page by page by `limit`, `after`. */
  readonly query: Query;
  /** All that is shown, as it can be kept in a view. */
  readonly content: ListContent;
  readonly search: string;
  readonly setSearch: (search: string) => void;
  /** What somebody filters by besides the view; unfinished conditions among them. */
  readonly filter: Filter | null;
  readonly setFilter: (filter: Filter | null) => void;
  readonly sort: readonly Sort[];
  readonly setSort: (sort: readonly Sort[]) => void;
  readonly group: readonly GroupBy[];
  readonly setGroup: (group: readonly GroupBy[]) => void;
  /** The columns that can be shown now. */
  readonly columns: readonly Column[];
  /** The columns as they were chosen. */
  readonly chosenColumns: readonly ListColumn[];
  readonly setColumns: (columns: readonly ListColumn[]) => void;
  readonly setWidth: (name: string, width: number) => void;
  readonly density: Density;
  readonly setDensity: (density: Density) => void;
  readonly forms: Forms;
  readonly views: SavedViews;
  /** The saved view that is shown; null for the view of the app. */
  readonly saved: SavedView | null;
  readonly choose: (id: string | null) => void;
  /** The saved view that the list begins with; null for the view of the app. */
  readonly first: string | null;
  readonly setFirst: (id: string | null) => void;
  /** Whether something differs from what the chosen view keeps. */
  readonly changed: boolean;
  readonly reset: () => void;
}

/** What was changed of lists since the page was loaded, so that who comes back from a record finds it. */
const kept = new Map<string, Changes>();

/** Lets the list of a form begin with a filter, as when the records behind a number are asked for. */
export function beginWith(app: string, form: string, filter: Filter): void {
  kept.set(`${app}/${form}/`, { filter });
}

/** Returns a list as somebody looks at it; any kind of view can be shown by it. */
export function useListQuery(menu: AppMenu, form: LoadedForm, view: AnyView | null): ListQuery {
  const { language } = useTexts();
  const name = form.page.form.name;
  const key = `${menu.name}/${name}/${view?.name ?? ""}`;
  const [changes, set] = useState<Changes>(() => kept.get(key) ?? {});
  const change = (more: Changes) => {
    const next = { ...changes, ...more };
    kept.set(key, next);
    set(next);
  };
  const views = useSavedViews(menu.name, name);
  const { arrange, arrangement, ready } = useArrangement(menu.name, name, view?.name ?? "");
  const first = arrangement.default ?? null;
  const savedId = changes.saved === undefined ? first : changes.saved;
  const saved = views.views.find((one) => one.id === savedId) ?? null;
  const base = useMemo(() => beginning(form, view, saved, arrangement.columns ?? []), [form, view, saved, arrangement]);
  const { filter, sort, group, columns: chosenColumns } = { ...base, ...changes };
  const search = changes.search ?? "";
  const rested = useRested(search, 300);
  const density =
    arrangement.density ?? saved?.content.density ?? (view?.kind === "list" ? view.density : null) ?? "normal";
  const names = useMemo(
    () => [...chosenColumns.map((one) => one.field), ...mentioned(filter), ...group.map((one) => one.by)],
    [chosenColumns, filter, group],
  );
  const forms = useForms(menu.name, form, names);
  const widths = arrangement.widths;
  const columns = useMemo(
    () => resolved(chosenColumns, form, forms, widths ?? {}, language),
    [chosenColumns, form, forms, widths, language],
  );
  const query = useMemo<Query>(() => {
    const whole = combined([view?.filter as Filter | null | undefined, complete(filter)]);
    const through = columns.filter((one) => one.name.includes(".")).map((one) => one.name);
    return {
      filter: whole,
      search: rested.trim(),
      sort: [...sort],
      ...(through.length > 0 ? { through } : {}),
    };
  }, [view, filter, columns, rested, sort]);
  const content: ListContent = {
    columns: chosenColumns.map((one) => ({ ...one, width: widths?.[one.field] ?? one.width ?? null })),
    density,
    filter: complete(filter),
    group,
    sort,
    view: view?.name ?? null,
  };
  const { search: _, saved: __, ...own } = changes;
  return {
    changed: Object.keys(own).length > 0,
    choose: (id) => {
      kept.set(key, { saved: id, search });
      set({ saved: id, search });
    },
    chosenColumns,
    columns,
    content,
    density,
    filter,
    first,
    form,
    forms,
    group,
    menu,
    query,
    // A list that begins with a saved view waits until that is known.
    ready: ready && (views.ready || savedId === null),
    reset: () => {
      const next = { ...(changes.saved === undefined ? {} : { saved: changes.saved }), search };
      kept.set(key, next);
      set(next);
    },
    saved,
    search,
    setColumns: (columns) => (saved === null ? arrange({ columns }) : change({ columns })),
    setDensity: (density) => arrange({ density }),
    setFilter: (filter) => change({ filter }),
    setFirst: (id) => arrange({ default: id }),
    setGroup: (group) => change({ group }),
    setSearch: (search) => change({ search }),
    setSort: (sort) => change({ sort }),
    setWidth: (column, width) => arrange({ widths: { ...widths, [column]: Math.round(width) } }),
    sort,
    view,
    views,
  };
}

interface Beginning {
  readonly filter: Filter | null;
  readonly sort: readonly Sort[];
  readonly group: readonly GroupBy[];
  readonly columns: readonly ListColumn[];
}

/** Returns how a list looks before anything is changed. */
function beginning(
  form: LoadedForm,
  view: AnyView | null,
  saved: SavedView | null,
  arranged: readonly ListColumn[],
): Beginning {
  const content = saved?.content;
  const inOrder = (view?.sort ?? []).map((one) => {
    const found = follow(form, one.field, new Map());
    const by =
      found === null || typeof found === "string" ? one.field : (sortOf(one.field, found.field, form) ?? one.field);
    return { by, descending: one.descending ?? false };
  });
  const groups = view?.kind === "list" ? (view.group ?? []) : [];
  const own = content === undefined ? arranged : (content.columns ?? []);
  return {
    columns: own.length > 0 ? own : columnsOfView(form, view),
    filter: (content?.filter as Filter | null | undefined) ?? null,
    group: content?.group ?? groups.map((by) => ({ by })),
    sort: content?.sort ?? inOrder,
  };
}
