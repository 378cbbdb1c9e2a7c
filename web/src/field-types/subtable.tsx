import { lazy, Suspense } from "react";
import { useTexts } from "../core/language";
import type { CellProps, FieldType, InputProps, Json } from "../fields/field-type";
import { isObject, valued } from "../fields/values";
import type { SubtableField } from "../generated/forms";
import { Waiting } from "../ui/waiting";

// The grid shows fields of all kinds, so it cannot be imported by one of them at once.
const Grid = lazy(() => import("../runtime/form/row-grid").then((module) => ({ default: module.RowGrid })));

function count(value: Json): number {
  return Array.isArray(value) ? value.length : 0;
}

function Input(props: InputProps<SubtableField>) {
  return (
    <Suspense fallback={<Waiting />}>
      <Grid props={props} />
    </Suspense>
  );
}

function Cell({ value }: CellProps<SubtableField>) {
  const { t } = useTexts();
  return <span className="quiet">{t("fields.rows", { count: count(value) })}</span>;
}

/** Rows with fields of their own. */
export const type: FieldType<SubtableField> = {
  adopted: () => null,
  Cell,
  group: true,
  Input,
  // A form keeps what expressions see of its rows itself; elsewhere they are data.
  seen: (value) => (Array.isArray(value) ? value.filter(isObject).map(valued) : []),
  text: (value) => String(count(value)),
  understood: () => null,
};
