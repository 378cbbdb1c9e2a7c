import { EyeOutlined, InfoCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { memo, useCallback, useState } from "react";
import { Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import type { FieldType, Json } from "../../fields/field-type";
import type { AnyField } from "../../generated/forms";
import { FieldMistakes } from "./field-mistakes";
import { useCell, useForm, useLook } from "./form-context";
import type { Cell, Sheet } from "./sheet";
import { typeOf } from "./store";

/** Returns the id of the element of a field, by which labels and the list of mistakes find it. */
export function idOf(sheet: Sheet, name: string): string {
  return `${sheet.place}field${sheet.at(name).replace(/[/#]/g, "-")}`;
}

/** A field with its label, its input, its help and its mistakes; only its own changes draw it again. */
export const FieldView = memo(function FieldView({
  sheet,
  name,
  labelHidden = false,
}: {
  sheet: Sheet;
  name: string;
  labelHidden?: boolean;
}) {
  const cell = useCell(sheet, name);
  const field = sheet.plot.shapes.get(name);
  if (field === undefined || !cell.visible) return null;
  return <Shown cell={cell} field={field} labelHidden={labelHidden} sheet={sheet} />;
});

function Shown({
  sheet,
  field,
  cell,
  labelHidden,
}: {
  sheet: Sheet;
  field: AnyField;
  cell: Cell;
  labelHidden: boolean;
}) {
  const { say } = useTexts();
  const store = useForm();
  const { reading } = useLook();
  const id = idOf(sheet, field.name);
  const type = typeOf(field);
  const wrong = cell.mistakes.some((one) => one.kind === "missing" || one.found.severity !== "info");
  const leave = useCallback(() => store.touch(sheet, field.name), [store, sheet, field.name]);
  const label = say(field.label);
  const labelled = !labelHidden && field.kind !== "button";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices that the focus leaves
    <div
      className="field"
      data-field={field.name}
      data-kind={field.kind}
      data-wrong={wrong || undefined}
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || leave()}
    >
      {labelled ? <FieldLabel group={type.group ?? false} id={id} label={label} required={cell.required} /> : null}
      {cell.masked || sheet.plot.computed.has(field.name) || (reading && !ACTIVE.has(field.kind)) ? (
        <Given cell={cell} field={field} id={id} label={label} sheet={sheet} type={type} />
      ) : (
        <FieldInput cell={cell} field={field} id={id} sheet={sheet} type={type} />
      )}
      {field.help ? (
        <p className="field-help" id={`${id}-help`}>
          <InfoCircleOutlined aria-hidden /> {say(field.help)}
        </p>
      ) : null}
      <FieldMistakes id={`${id}-wrong`} mistakes={cell.mistakes} />
    </div>
  );
}

function FieldLabel({ id, label, group, required }: { id: string; label: string; group: boolean; required: boolean }) {
  const { t } = useTexts();
  const inside = (
    <>
      {label}
      {required ? (
        <span aria-hidden="true" className="field-required" title={t("form.required")}>
          *
        </span>
      ) : null}
    </>
  );
  // A group of elements is named by itself; a click on its words leads nowhere.
  return group ? (
    <span className="field-label" id={`${id}-label`}>
      {inside}
    </span>
  ) : (
    <label className="field-label" htmlFor={id} id={`${id}-label`}>
      {inside}
    </label>
  );
}

/** The input of a field in a sheet. */
export function FieldInput({
  sheet,
  field,
  cell,
  type,
  id,
  compact = false,
  label,
}: {
  sheet: Sheet;
  field: AnyField;
  cell: Cell;
  type: FieldType;
  id: string;
  compact?: boolean;
  label?: string;
}) {
  const { say } = useTexts();
  const store = useForm();
  const { name } = field;
  const change = useCallback((value: Json) => store.enter(sheet, name, value), [store, sheet, name]);
  const offers = useCallback((value: string) => !cell.withheld.has(value), [cell.withheld]);
  const explained = [field.help && !compact ? `${id}-help` : "", cell.mistakes.length > 0 ? `${id}-wrong` : ""];
  return (
    <type.Input
      compact={compact}
      describedBy={explained.filter((one) => one !== "").join(" ") || undefined}
      disabled={cell.readOnly}
      field={field}
      id={id}
      invalid={cell.mistakes.some((one) => one.kind === "missing" || (one.found.severity ?? "error") === "error")}
      label={label ?? say(field.label)}
      offers={offers}
      placeholder={field.placeholder ? say(field.placeholder) : undefined}
      required={cell.required}
      value={cell.value}
      onChange={change}
    />
  );
}

/** The kinds that show themselves in a way of their own where nobody writes. */
const ACTIVE: ReadonlySet<string> = new Set(["button", "stage", "subtable"]);

/** A value that nobody enters here. */
function Given({
  sheet,
  cell,
  field,
  id,
  label,
  type,
}: {
  sheet: Sheet;
  cell: Cell;
  field: AnyField;
  id: string;
  label: string;
  type: FieldType;
}) {
  const { t } = useTexts();
  const store = useForm();
  const { reveal } = useLook();
  if (field.kind === "serial_number" && cell.value === null) {
    return (
      <output aria-label={label} className="derived quiet" id={id}>
        {t("fields.numberLater")}
      </output>
    );
  }
  const shown = (
    <output aria-label={label} className="derived" id={id}>
      {cell.value === null ? (
        <span className="quiet">—</span>
      ) : cell.masked ? (
        String(cell.value)
      ) : (
        <type.Cell field={field} value={cell.value} />
      )}
    </output>
  );
  if (!cell.masked || cell.value === null || reveal === null || sheet !== store.top) return shown;
  return <Masked field={field} id={id} label={label} mask={String(cell.value)} reveal={reveal} type={type} />;
}

/** A value of which only a part is seen, until somebody asks for all of it. */
function Masked({
  field,
  id,
  label,
  mask,
  reveal,
  type,
}: {
  field: AnyField;
  id: string;
  label: string;
  mask: string;
  reveal: (name: string) => Promise<Json>;
  type: FieldType;
}) {
  const { say, t } = useTexts();
  const [whole, show] = useState<Json>(null);
  const [failure, fail] = useState<string | null>(null);
  const ask = async () => {
    try {
      show(await reveal(field.name));
      fail(null);
    } catch (error) {
      const [told] = error instanceof Refused ? error.diagnostics : [];
      fail(told === undefined ? t("form.saveFailed") : say(told.message));
    }
  };
  return (
    <>
      <div className="masked">
        <output aria-label={label} className="derived" id={id}>
          {whole === null ? mask : <type.Cell field={field} value={whole} />}
        </output>
        {whole === null ? (
          <Button
            aria-label={`${t("filling.reveal")}: ${label}`}
            icon={<EyeOutlined />}
            title={t("filling.reveal")}
            onClick={() => void ask()}
          />
        ) : null}
      </div>
      {whole === null ? null : <p className="field-help">{t("filling.revealed")}</p>}
      {failure === null ? null : (
        <p className="field-mistake error" role="alert">
          {failure}
        </p>
      )}
    </>
  );
}
