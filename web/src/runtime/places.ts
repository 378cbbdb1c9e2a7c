import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/** What a page outside the apps is given: the parts of its address behind its word, and the address as a whole. */
export interface PlaceProps {
  readonly path: readonly string[];
  readonly route: string;
}

type Place = LazyExoticComponent<ComponentType<PlaceProps>>;

/** The pages that stand beside the apps, by the word with which their address begins: `#/<word>/…`. */
export const PLACES: Readonly<Record<string, Place>> = {
  admin: place(() => import("./admin/admin-page"), "AdminPage"),
  instances: place(() => import("./flows/instance-page"), "InstancePage"),
  me: place(() => import("./me/me-page"), "MePage"),
  notifications: place(() => import("./notices/notices-page"), "NoticesPage"),
  search: place(() => import("./search/search-page"), "SearchPage"),
  tasks: place(() => import("./flows/inbox-page"), "InboxPage"),
};

/** Returns a page that is loaded when it is first shown. */
export function place<N extends string>(load: () => Promise<Record<N, ComponentType<PlaceProps>>>, name: N): Place {
  return lazy(() => load().then((module) => ({ default: module[name] })));
}
