import { type ComponentType, lazy, Suspense, useMemo } from "react";
import { SourcesContext } from "../../fields/sources";
import type { AppMenu } from "../../generated/api";
import type { AnyView, ViewKind } from "../../generated/forms";
import { Failure } from "../../ui/failure";
import { Waiting } from "../../ui/waiting";
import { type LoadedForm, useFormPage } from "../form-page";
import { ListBar } from "../list/list-bar";
import { useListQuery } from "../list/query";
import { serverSources } from "../server-sources";
import type { ViewBody, ViewProps } from "./view-kind";
import "./views.css";

/** The kinds of views that stand below the bar of a list; the list itself is a page of its own. */
const BODIES = {
  calendar: lazy(() => import("./calendar/calendar-view").then((module) => ({ default: module.CalendarView }))),
  gallery: lazy(() => import("./gallery/gallery-view").then((module) => ({ default: module.GalleryView }))),
  gantt: lazy(() => import("./gantt/gantt-view").then((module) => ({ default: module.GanttView }))),
  kanban: lazy(() => import("./kanban/kanban-view").then((module) => ({ default: module.KanbanView }))),
  tree: lazy(() => import("./tree/tree-view").then((module) => ({ default: module.TreeView }))),
} satisfies { readonly [K in Exclude<ViewKind, "list">]: ViewBody<K> };

/** A view that is no list. */
export type BodyView = Extract<AnyView, { readonly kind: keyof typeof BODIES }>;

/** A board, calendar, gallery, plan or tree: the bar of a list, and below it the records. */
export function ViewPage({ menu, view }: { menu: AppMenu; view: BodyView }) {
  const loaded = useFormPage(menu.name, view.form);
  if (loaded.error !== null) return <Failure error={loaded.error} onRetry={() => void loaded.refetch()} />;
  if (loaded.data === undefined) return <Waiting />;
  return <Shown form={loaded.data} menu={menu} view={view} />;
}

function Shown({ menu, form, view }: { menu: AppMenu; form: LoadedForm; view: BodyView }) {
  const list = useListQuery(menu, form, view);
  const sources = useMemo(() => serverSources(form.page), [form]);
  // The table holds each kind under its own word, which the compiler cannot follow through a union.
  const Body = BODIES[view.kind] as ComponentType<ViewProps>;
  return (
    <SourcesContext.Provider value={sources}>
      <div className={view.kind === "kanban" ? "list-page filling" : "list-page"}>
        <ListBar list={list} />
        <Suspense fallback={<Waiting />}>
          {list.ready ? (
            <Body
              form={form}
              menu={menu}
              narrowed={list.search.trim() !== "" || list.filter !== null}
              query={list.query}
              view={view}
            />
          ) : (
            <Waiting />
          )}
        </Suspense>
      </div>
    </SourcesContext.Provider>
  );
}
