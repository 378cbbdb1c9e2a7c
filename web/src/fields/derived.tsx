import { plain } from "../language/decimal";
import type { InputProps, Json } from "./field-type";
import { numberOf } from "./values";

/** Returns a value without a shape as text. */
export function derivedText(value: Json): string {
  if (value === null) return "";
  const number = numberOf(value);
  if (number !== null) return plain(number);
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.map(derivedText).join(", ") : JSON.stringify(value);
}

/** A value that nobody enters. */
export function DerivedCell({ value }: { value: Json }) {
  return <span className="cell-text">{derivedText(value)}</span>;
}

/** The place of a value that nobody enters. */
export function DerivedInput({ id, label, value }: InputProps<unknown>) {
  return (
    <output aria-label={label} className="derived" id={id}>
      {value === null ? "—" : <DerivedCell value={value} />}
    </output>
  );
}
