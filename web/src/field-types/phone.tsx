import type { CellProps, FieldType, InputProps, Json } from "../fields/field-type";
import { LineInput, lineOf } from "../fields/line-input";
import { TEXT } from "../fields/values";
import type { PhoneField } from "../generated/forms";

const CHINESE_MOBILE = /^\+86(1\d{2})(\d{4})(\d{4})$/;

/** Returns a number as people read it: Chinese mobile numbers in three groups. */
function shown(value: Json): string {
  const text = lineOf(value);
  const [number = "", extension] = text.split(";ext=");
  const readable = number.replace(CHINESE_MOBILE, "$1 $2 $3");
  return extension === undefined ? readable : `${readable} - ${extension}`;
}

function Input(props: InputProps<PhoneField>) {
  return <LineInput props={props} complete="tel" maxLength={60} mode="tel" type="tel" />;
}

function Cell({ value }: CellProps<PhoneField>) {
  return <a href={`tel:${encodeURI(lineOf(value))}`}>{shown(value)}</a>;
}

/** A telephone number. */
export const type: FieldType<PhoneField> = {
  ...TEXT,
  Cell,
  Input,
  text: shown,
  understood: (text) => text.trim() || null,
};
