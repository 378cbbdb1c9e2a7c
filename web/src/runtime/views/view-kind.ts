import type { ComponentType, LazyExoticComponent } from "react";
import type { AppMenu, Query } from "../../generated/api";
import type { AnyView, ViewKinds } from "../../generated/forms";
import type { LoadedForm } from "../form-page";

/** What a kind of view is given: what it is about, and which records somebody wants to see in it. */
export interface ViewProps<V = AnyView> {
  readonly menu: AppMenu;
  readonly form: LoadedForm;
  readonly view: V;
  /** The filter, search and order of the view and of whoever looks at it. */
  readonly query: Query;
  /** Whether somebody searches or filters, besides what the view does by itself. */
  readonly narrowed: boolean;
}

/** A kind of view that stands below the bar of a list. */
export type ViewBody<K extends keyof ViewKinds> = LazyExoticComponent<ComponentType<ViewProps<ViewKinds[K]>>>;
