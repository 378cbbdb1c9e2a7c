import { InputNumber } from "antd";
import type { ReactNode } from "react";
import type { Decimal } from "../language";
import { plain } from "../language/decimal";
import type { InputProps, Json } from "./field-type";
import { lookOfInput, marksOf } from "./marks";
import { grouped } from "./numbers";
import { numberOf } from "./values";

type Bound = number | string | null | undefined;

/** An input of a number, which is kept as text so that no digit is lost. */
export function NumberInput({
  props,
  digits,
  scale = 0,
  withGroups = true,
  minimum,
  maximum,
  prefix,
  suffix,
}: {
  props: InputProps<unknown>;
  /** Digits after the point of what people write. */
  digits: number;
  /** The power of ten between what people write and the value: 2 for a percentage. */
  scale?: number;
  withGroups?: boolean;
  minimum?: Bound;
  maximum?: Bound;
  prefix?: ReactNode;
  suffix?: ReactNode;
}) {
  const moved = (value: Json | undefined, by: number): string | null => {
    const number = numberOf(value);
    return number === null ? null : plain(number.times(`1e${by}`) as Decimal);
  };
  const [low, high] = [moved(minimum, scale), moved(maximum, scale)];
  return (
    <InputNumber<string>
      {...marksOf(props)}
      {...lookOfInput(props)}
      className="wide"
      // What lies beyond the bounds stays as it was written, and is reported.
      changeOnBlur={false}
      controls={false}
      formatter={(value) => (withGroups && value !== undefined ? grouped(String(value)) : String(value ?? ""))}
      inputMode={digits > 0 ? "decimal" : "numeric"}
      parser={(text) => (text ?? "").replace(/[,，\s]/g, "")}
      precision={digits}
      stringMode
      value={moved(props.value, scale)}
      onChange={(value) => props.onChange(value === null || value === "" ? null : moved(String(value), -scale))}
      {...(low === null ? {} : { "aria-valuemin": Number(low) })}
      {...(high === null ? {} : { "aria-valuemax": Number(high) })}
      {...(prefix === undefined ? {} : { prefix })}
      {...(suffix === undefined ? {} : { suffix })}
    />
  );
}
