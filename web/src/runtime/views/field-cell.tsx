import type { RecordView } from "../../generated/api";
import type { AnyField } from "../../generated/forms";
import { typeOf } from "../form/store";
import { columnValue } from "../system";

/** A value of a record as it is read; nothing where there is none. */
export function FieldCell({ field, record }: { field: AnyField; record: RecordView }) {
  const value = columnValue(record, field.name);
  if (value === null) return null;
  if (record.masked?.includes(field.name)) return <span>{String(value)}</span>;
  const { Cell } = typeOf(field);
  return <Cell field={field} value={value} />;
}
