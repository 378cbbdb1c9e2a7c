import { ColorPicker } from "antd";
import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { lineOf } from "../fields/line-input";
import { OptionTag } from "../fields/option-tag";
import { TEXT } from "../fields/values";
import type { ColourField } from "../generated/forms";

function Input({ compact, disabled, field, id, label, onChange, required, value }: InputProps<ColourField>) {
  const choices = field.choices ?? [];
  if (choices.length > 0) {
    return (
      <fieldset className="bare swatches" id={id} aria-label={label}>
        {choices.map((one) => (
          <button
            key={one}
            aria-label={one}
            aria-pressed={one === value}
            disabled={disabled}
            style={{ background: one }}
            type="button"
            onClick={() => onChange(one === value && !required ? null : one)}
          />
        ))}
      </fieldset>
    );
  }
  return (
    <fieldset className="bare" id={id} aria-label={label}>
      <ColorPicker
        allowClear={!required}
        disabled={disabled}
        disabledAlpha
        showText
        size={compact ? "small" : "middle"}
        value={typeof value === "string" ? value : null}
        onChangeComplete={(colour) => onChange(colour.cleared ? null : colour.toHexString().slice(0, 7).toLowerCase())}
        onClear={() => onChange(null)}
      />
    </fieldset>
  );
}

function Cell({ value }: CellProps<ColourField>) {
  return <OptionTag colour={lineOf(value)}>{lineOf(value)}</OptionTag>;
}

/** A colour. */
export const type: FieldType<ColourField> = {
  ...TEXT,
  Cell,
  group: true,
  Input,
  text: lineOf,
  understood: (text) => text.trim().toLowerCase() || null,
};
