import type { ComponentType } from "react";
import type { AnyItem } from "../../../generated/forms";

/** What a part of the page is given. */
export interface ItemProps<I> {
  readonly item: I;
  /** Its JSON pointer in the form. */
  readonly path: string;
  /** Shows the parts inside. */
  readonly Items: ComponentType<{ items: readonly AnyItem[]; path: string }>;
}

/** Returns the names of all fields inside parts. */
export function fieldsIn(items: readonly AnyItem[]): readonly string[] {
  return items.flatMap((item) => {
    switch (item.kind) {
      case "field":
        return [item.field];
      case "section":
        return fieldsIn(item.items ?? []);
      case "columns":
        return item.columns.flatMap((one) => fieldsIn(one.items ?? []));
      case "tabs":
        return item.tabs.flatMap((one) => fieldsIn(one.items ?? []));
      default:
        return [];
    }
  });
}
