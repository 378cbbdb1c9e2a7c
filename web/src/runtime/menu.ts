import type { AppMenu, FormEntry } from "../generated/api";
import type { AnyView } from "../generated/forms";

/** Returns the views of a menu; they come as they are published. */
export function viewsOf(menu: AppMenu): readonly AnyView[] {
  return (menu.views ?? []) as readonly AnyView[];
}

/** The views of a form in a menu. */
export interface FormViews {
  readonly form: string;
  /** The first is what the menu leads to; at least one. */
  readonly views: readonly [AnyView, ...AnyView[]];
}

/** Returns the views of a menu by form, in the order in which their forms first occur. */
export function groupsOf(menu: AppMenu): readonly FormViews[] {
  const groups = new Map<string, [AnyView, ...AnyView[]]>();
  for (const view of viewsOf(menu)) {
    const there = groups.get(view.form);
    if (there === undefined) groups.set(view.form, [view]);
    else there.push(view);
  }
  return [...groups].map(([form, views]) => ({ form, views }));
}

/** Returns what a menu says about a form. */
export function entryOf(menu: AppMenu, form: string): FormEntry | undefined {
  return menu.forms?.find((one) => one.name === form);
}

/** Returns whether somebody may do something with records of a form. */
export function may(menu: AppMenu, form: string, action: string): boolean {
  return entryOf(menu, form)?.actions?.includes(action) ?? false;
}
