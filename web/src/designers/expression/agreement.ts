import type { TypedValue } from "../../generated/api";
import { equal } from "../../language/operators";
import { readTyped } from "../../language/typed-json";

/** Returns whether two values are equal as the language sees it; those without a JSON form are compared as texts. */
export function agree(one: TypedValue, other: TypedValue): boolean {
  try {
    return equal(readTyped(one), readTyped(other)) === true;
  } catch {
    return one.t === other.t && JSON.stringify(one.v) === JSON.stringify(other.v);
  }
}
