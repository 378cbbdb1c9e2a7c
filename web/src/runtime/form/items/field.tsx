import type { FieldItem } from "../../../generated/forms";
import { FieldView } from "../field-view";
import { useCell, useForm } from "../form-context";
import type { ItemProps } from "./item";

/** The place of a field. */
export function FieldItemView({ item }: ItemProps<FieldItem>) {
  const { top } = useForm();
  const { visible } = useCell(top, item.field);
  if (!visible) return null;
  return (
    <div className={`place ${item.width ?? "full"}`}>
      <FieldView labelHidden={item.label_hidden ?? false} name={item.field} sheet={top} />
    </div>
  );
}
