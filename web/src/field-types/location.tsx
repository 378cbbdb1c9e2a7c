import { AimOutlined, DeleteOutlined } from "@ant-design/icons";
import { Input as AntInput, Button } from "antd";
import { useState } from "react";
import { useTexts } from "../core/language";
import type { CellProps, FieldType, InputProps, Json } from "../fields/field-type";
import { lineOf } from "../fields/line-input";
import { marksOf } from "../fields/marks";
import { isObject, member, numberOf, plainJson } from "../fields/values";
import type { LocationField } from "../generated/forms";

function shown(value: Json): string {
  if (!isObject(value)) return lineOf(value);
  const place = `${lineOf(member(value, "latitude"))}, ${lineOf(member(value, "longitude"))}`;
  const name = lineOf(member(value, "label"));
  return name === "" ? place : `${name} (${place})`;
}

/** Returns the place that a text such as `31.23, 121.47` names; the text when it names none. */
function understood(text: string): Json {
  const found = /^\s*(-?[\d.]+)\s*[,，]\s*(-?[\d.]+)\s*(.*)$/.exec(text);
  if (found === null) return text.trim() || null;
  return { label: found[3] || null, latitude: found[1] ?? null, longitude: found[2] ?? null };
}

function Input(props: InputProps<LocationField>) {
  const { t } = useTexts();
  const [state, setState] = useState<"ready" | "busy" | "failed">("ready");
  const { disabled, field, onChange, value } = props;
  const locate = () => {
    setState("busy");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        onChange({ label: null, latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6) });
        setState("ready");
      },
      () => setState("failed"),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  };
  const written = isObject(value) ? shown({ ...value, label: null }) : lineOf(value);
  return (
    <div className="location">
      <AntInput
        {...marksOf(props)}
        autoComplete="off"
        disabled={disabled}
        placeholder="31.230416, 121.473701"
        readOnly={field.here_only ?? false}
        size={props.compact ? "small" : "middle"}
        value={written}
        onChange={({ target }) => onChange(target.value === "" ? null : understood(target.value))}
      />
      <Button
        aria-label={t("fields.here")}
        disabled={disabled}
        icon={<AimOutlined />}
        loading={state === "busy"}
        size={props.compact ? "small" : "middle"}
        onClick={locate}
      />
      {value === null || disabled ? null : (
        <Button aria-label={t("fields.clear")} icon={<DeleteOutlined />} type="text" onClick={() => onChange(null)} />
      )}
      {state === "failed" ? <span role="alert">{t("fields.noLocation")}</span> : null}
    </div>
  );
}

function Cell({ value }: CellProps<LocationField>) {
  return <span className="cell-text">{shown(value)}</span>;
}

/** A place on the earth. */
export const type: FieldType<LocationField> = {
  adopted: plainJson,
  Cell,
  Input,
  seen: (value) => {
    if (!isObject(value)) return null;
    const [latitude, longitude] = [numberOf(member(value, "latitude")), numberOf(member(value, "longitude"))];
    if (latitude === null || longitude === null) return null;
    const label = lineOf(member(value, "label")) || null;
    return new Map(Object.entries({ label, latitude, longitude }));
  },
  text: shown,
  understood,
};
