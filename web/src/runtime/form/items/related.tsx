import { type ComponentType, createContext, useContext } from "react";
import type { RelatedItem } from "../../../generated/forms";
import type { ItemProps } from "./item";

/** Shows the records that refer to the one of the page; the page of a record knows how. */
export const RelatedContext = createContext<ComponentType<{ item: RelatedItem }> | null>(null);

/** Records of another form that refer to this one; nothing while the record itself is new. */
export function RelatedView({ item }: ItemProps<RelatedItem>) {
  const Related = useContext(RelatedContext);
  return Related === null ? null : (
    <div className="place full">
      <Related item={item} />
    </div>
  );
}
