import type { InputProps } from "./field-type";

/** Returns the attributes by which assistive technology finds out about an input. */
export function marksOf({ compact, describedBy, id, invalid, label, required }: InputProps<unknown>) {
  return {
    id,
    ...(compact ? { "aria-label": label } : {}),
    ...(describedBy === undefined ? {} : { "aria-describedby": describedBy }),
    ...(invalid ? { "aria-invalid": true as const } : {}),
    ...(required ? { "aria-required": true as const } : {}),
  };
}

/** Returns the same for a button, which is neither required nor wrong by itself. */
export function buttonMarksOf({ compact, describedBy, id, label }: InputProps<unknown>) {
  return {
    id,
    ...(compact ? { "aria-label": label } : {}),
    ...(describedBy === undefined ? {} : { "aria-describedby": describedBy }),
  };
}

/** Returns how an input looks: red when something is wrong, without a frame in a row. */
export function lookOfInput({ compact, disabled, invalid, placeholder }: InputProps<unknown>) {
  return {
    disabled,
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(invalid ? { status: "error" as const } : {}),
    ...(compact ? { size: "small" as const } : {}),
  };
}
