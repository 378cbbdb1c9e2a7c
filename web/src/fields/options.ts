import type { Option } from "../generated/forms";
import type { Json } from "./field-type";

interface WithOptions {
  readonly options: readonly Option[];
}

/** Returns the option of a value. */
export function optionOf({ options }: WithOptions, value: Json): Option | undefined {
  return options.find((one) => one.value === value);
}

/** Returns the options that can be chosen now, and those that are chosen already. */
export function offeredOptions(
  { options }: WithOptions,
  chosen: readonly string[],
  offers: (value: string) => boolean,
): readonly Option[] {
  return options.filter((one) => chosen.includes(one.value) || (one.active !== false && offers(one.value)));
}

/** Returns the value that a pasted text means: itself, or that of a label in either language. */
export function meantBy({ options }: WithOptions, text: string): Json {
  const word = text.trim();
  const found = options.find((one) => one.value === word || one.label.en === word || one.label["zh-CN"] === word);
  return found?.value ?? (word || null);
}
