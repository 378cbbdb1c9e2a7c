import { useId } from "react";
import { useTexts } from "../core/language";
import { FIELD_SETTINGS, type Setting } from "../generated/field-settings";
import type { AnyField } from "../generated/forms";
import { type Known, SettingInput } from "./setting-input";
import "./properties.css";

/** The settings of a field, those of its kind first; what is left as it is is not written into the field. */
export function FieldSettings({
  field,
  known,
  onChange,
}: {
  field: AnyField;
  known: Known;
  onChange: (field: AnyField) => void;
}) {
  const settings: readonly Setting[] = FIELD_SETTINGS[field.kind];
  const values = field as unknown as Readonly<Record<string, unknown>>;
  const change = (name: string, value: unknown) => {
    const { [name]: _, ...others } = values;
    onChange((value === undefined ? others : { ...others, [name]: value }) as unknown as AnyField);
  };
  return (
    <div className="settings">
      {settings.map((one) => (
        <Line
          key={`${field.name} ${one.name}`}
          known={known}
          setting={one}
          value={values[one.name] ?? undefined}
          onChange={(value) => change(one.name, value)}
        />
      ))}
    </div>
  );
}

function Line({
  setting,
  value,
  known,
  onChange,
}: {
  setting: Setting;
  value: unknown;
  known: Known;
  onChange: (value: unknown) => void;
}) {
  const { t } = useTexts();
  const id = useId();
  const label = t(`settings.names.${setting.name}`);
  return (
    <div className={setting.type === "flag" ? "setting setting-flag" : "setting"}>
      <label className="field-label" htmlFor={id}>
        {label}
        {setting.required ? (
          <span aria-hidden="true" className="setting-needed">
            *
          </span>
        ) : null}
      </label>
      <SettingInput id={id} known={known} label={label} setting={setting} value={value} onChange={onChange} />
    </div>
  );
}
