import { CopyOutlined, DeleteOutlined, DownOutlined, RightOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTexts } from "../../core/language";
import { SiblingsContext } from "../../fields/sources";
import type { AnyField } from "../../generated/forms";
import { FieldView } from "./field-view";
import { useCell, useForm, useRows, useSheetSiblings } from "./form-context";
import { useReveal } from "./items/section";
import type { RowsProps } from "./row-grid";
import { columnsOf, Total } from "./row-table";
import { copyRow } from "./rows";
import type { Sheet } from "./sheet";
import { typeOf } from "./store";

const AT_ONCE = 50;

/** Rows as cards, for narrow windows: each is folded to its first values. */
export function RowCards({ field, label, disabled, id }: RowsProps) {
  const { say, t } = useTexts();
  const store = useForm();
  const rows = useRows(field.name);
  const columns = columnsOf(store, field.name);
  const totals = columns.filter((one) => field.totals?.includes(one.name));
  const [most, show] = useState(AT_ONCE);
  if (rows.length === 0) return <p className="nothing rows-none">{t("rows.none")}</p>;
  return (
    <>
      <ul className="row-cards" id={id} aria-label={label}>
        {rows.map((sheet, position) =>
          position < most || sheet.isNew ? (
            <Card key={sheet.key} at={position} columns={columns} disabled={disabled} sheet={sheet} />
          ) : null,
        )}
      </ul>
      {rows.length > most ? (
        <Button block onClick={() => show(most + AT_ONCE)}>
          {t("filling.showAll")} ({rows.length - most})
        </Button>
      ) : null}
      {totals.map((one) => (
        <p key={one.name} className="row-total">
          <span>{say(one.label)}</span>
          <strong>
            <Total field={one} subtable={field.name} />
          </strong>
        </p>
      ))}
    </>
  );
}

function Card({
  sheet,
  at,
  columns,
  disabled,
}: {
  sheet: Sheet;
  at: number;
  columns: readonly AnyField[];
  disabled: boolean;
}) {
  const { t } = useTexts();
  const store = useForm();
  const [open, setOpen] = useState(sheet.isNew);
  const siblings = useSheetSiblings(sheet);
  const above = store.top.plot.shapes.get(sheet.plot.subtable ?? "");
  const last = above?.kind === "subtable" ? above.totals?.at(-1) : undefined;
  // What the rows are summed by tells most about one.
  const summed = last === undefined ? null : columns.filter((one) => one.name === last);
  useReveal([sheet.plot.subtable ?? ""], (_name, row) => row === sheet.key && setOpen(true));
  return (
    <li className="row-card">
      <div className="row-card-head">
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? <DownOutlined aria-hidden /> : <RightOutlined aria-hidden />}
          <span className="row-number">{at + 1}</span>
          {columns.slice(0, 1).map((one) => (
            <Short key={one.name} field={one} sheet={sheet} />
          ))}
          <span className="row-card-end">
            {(summed ?? columns.slice(-1)).map((one) => (
              <Short key={one.name} field={one} sheet={sheet} />
            ))}
          </span>
        </button>
        {disabled ? null : (
          <>
            <Button
              aria-label={`${t("rows.copy")} ${at + 1}`}
              icon={<CopyOutlined />}
              type="text"
              onClick={() => copyRow(store, sheet)}
            />
            <Button
              aria-label={`${t("rows.remove")} ${at + 1}`}
              danger
              icon={<DeleteOutlined />}
              type="text"
              onClick={() => store.removeRow(sheet)}
            />
          </>
        )}
      </div>
      {open ? (
        <SiblingsContext.Provider value={siblings}>
          <div className="items">
            {columns.map((one) => (
              <div key={one.name} className="place full">
                <FieldView name={one.name} sheet={sheet} />
              </div>
            ))}
          </div>
        </SiblingsContext.Provider>
      ) : null}
    </li>
  );
}

function Short({ sheet, field }: { sheet: Sheet; field: AnyField }) {
  const { value } = useCell(sheet, field.name);
  const type = typeOf(field);
  return value === null ? <span className="quiet">—</span> : <type.Cell field={field} value={value} />;
}
