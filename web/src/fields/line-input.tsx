import { Input } from "antd";
import type { HTMLAttributes, ReactNode } from "react";
import type { InputProps, Json } from "./field-type";
import { lookOfInput, marksOf } from "./marks";

/** Returns what stands in an input for a value: nothing for null. */
export function lineOf(value: Json): string {
  return typeof value === "string" ? value : value === null ? "" : String(value);
}

/** An input of one line of text. */
export function LineInput({
  props,
  mode,
  type = "text",
  maxLength,
  prefix,
  suffix,
  complete = "off",
  shape = (text) => text,
}: {
  props: InputProps<unknown>;
  mode?: HTMLAttributes<HTMLInputElement>["inputMode"];
  type?: string;
  maxLength?: number;
  prefix?: ReactNode;
  suffix?: ReactNode;
  complete?: string;
  /** Returns what is kept of what is written, such as capital letters. */
  shape?: (text: string) => string;
}) {
  return (
    <Input
      {...marksOf(props)}
      {...lookOfInput(props)}
      autoComplete={complete}
      type={type}
      value={lineOf(props.value)}
      onChange={(event) => {
        const text = shape(event.target.value);
        props.onChange(text === "" ? null : text);
      }}
      {...(mode === undefined ? {} : { inputMode: mode })}
      {...(maxLength === undefined ? {} : { maxLength })}
      {...(prefix === undefined ? {} : { prefix })}
      {...(suffix === undefined ? {} : { suffix })}
    />
  );
}

/** A text as it is. */
export function LineCell({ value }: { value: Json }) {
  return <span className="cell-text">{lineOf(value)}</span>;
}
