import type { AppMenu, FormEntry } from "../generated/api";
import type { AnyView } from "../generated/forms";

/** Returns the views of a menu; they come as they are published. */
export function viewsOf(menu: AppMenu): readonly AnyView[] {
  return (menu.views ?? []) as readonly AnyView[];
}

/** Returns what a menu says about a form. */
export function entryOf(menu: AppMenu, form: string): FormEntry | undefined {
  return menu.forms?.find((one) => one.name === form);
}

/** Returns whether somebody may do something with records of a form. */
export function may(menu: AppMenu, form: string, action: string): boolean {
  return entryOf(menu, form)?.actions?.includes(action) ?? false;
}
