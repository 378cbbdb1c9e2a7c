import { Modal } from "antd";
import { useId, useState } from "react";
import { useTexts } from "../../core/language";
import type { Json, JsonObject } from "../../fields/field-type";
import { SiblingsContext } from "../../fields/sources";
import { isEmpty } from "../../fields/values";
import type { AnyField } from "../../generated/forms";
import { typeOf } from "../form/store";
import "./views.css";

/** A dialog that asks for some fields of a record. */
export function FieldsDialog({
  title,
  hint,
  lines,
  fields,
  record,
  values,
  required,
  action,
  onSave,
  onCancel,
}: {
  title: string;
  hint: string;
  /** What was said about the fields. */
  lines: readonly string[];
  fields: readonly AnyField[];
  /** What else is in the record. */
  record: JsonObject;
  /** What they begin with. */
  values: JsonObject;
  /** Whether all of them have to be filled in, or which. */
  required: boolean | ReadonlySet<string>;
  action: string;
  onSave: (values: JsonObject) => Promise<void>;
  onCancel: () => void;
}) {
  const { t } = useTexts();
  const [entered, enter] = useState(values);
  const [busy, setBusy] = useState(false);
  const needs = (name: string) => (typeof required === "boolean" ? required : required.has(name));
  const lacking = fields.some((one) => needs(one.name) && isEmpty(entered[one.name]));
  const siblings = {
    all: () => ({ ...record, ...entered }),
    place: (name: string) => name,
    read: (name: string): Json => entered[name] ?? record[name] ?? null,
    subscribe: () => () => undefined,
  };
  const save = async () => {
    setBusy(true);
    try {
      await onSave(entered);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      cancelText={t("views.cancel")}
      confirmLoading={busy}
      okButtonProps={{ disabled: lacking }}
      okText={action}
      title={title}
      onCancel={onCancel}
      onOk={() => void save()}
    >
      <SiblingsContext.Provider value={siblings}>
        <p className="quiet">{hint}</p>
        {lines.length === 0 ? null : (
          <ul className="told-lines">
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        {fields.map((field) => (
          <OneField
            key={field.name}
            field={field}
            required={needs(field.name)}
            value={entered[field.name] ?? null}
            onChange={(value) => enter((now) => ({ ...now, [field.name]: value }))}
          />
        ))}
      </SiblingsContext.Provider>
    </Modal>
  );
}

/** An input of a field with its label, in a dialog. */
export function OneField({
  field,
  value,
  required,
  onChange,
}: {
  field: AnyField;
  value: Json;
  required: boolean;
  onChange: (value: Json) => void;
}) {
  const { say } = useTexts();
  const id = useId();
  const type = typeOf(field);
  const label = say(field.label);
  const star = required ? (
    <span aria-hidden className="field-required">
      *
    </span>
  ) : null;
  return (
    <div className="dialog-field">
      {type.group ? (
        <span className="field-label">
          {label}
          {star}
        </span>
      ) : (
        <label className="field-label" htmlFor={id}>
          {label}
          {star}
        </label>
      )}
      <type.Input
        compact={false}
        describedBy={undefined}
        disabled={false}
        field={field}
        id={id}
        invalid={false}
        label={label}
        offers={() => true}
        placeholder={field.placeholder ? say(field.placeholder) : undefined}
        required={required}
        value={value}
        onChange={onChange}
      />
    </div>
  );
}
