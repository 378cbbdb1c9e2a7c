import type { FieldItem } from "../../../generated/forms";
import { FieldView } from "../field-view";
import { useCell, useForm } from "../form-context";
import { headStage } from "../stage-head";
import type { ItemProps } from "./item";

/** The place of a field. */
export function FieldItemView({ item }: ItemProps<FieldItem>) {
  const { logic, top } = useForm();
  const { visible } = useCell(top, item.field);
  // The states stand above the form.
  if (!visible || headStage(logic)?.name === item.field) return null;
  return (
    <div className={`place ${item.width ?? "full"}`}>
      <FieldView labelHidden={item.label_hidden ?? false} name={item.field} sheet={top} />
    </div>
  );
}
