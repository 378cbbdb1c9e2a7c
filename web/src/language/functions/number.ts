import type { Twins } from "../../generated/twins";
import { Decimal, rounded } from "../decimal";
import { NoResult } from "../evaluation";
import { shortened } from "../texts";

/** Returns the number of a text, rounded to 34 digits. */
export const twin: Twins["number"] = (from, groupingSeparator, decimalSeparator) => {
  const point = decimalSeparator ?? ".";
  const grouping = groupingSeparator ?? null;
  const known = grouping === null || [" ", ".", ","].includes(grouping);
  if (![".", ","].includes(point) || !known || grouping === point) {
    throw new NoResult(
      "the separators are a comma, a point or a space, and different ones",
      "分隔符应为逗号、句点或空格，且互不相同",
    );
  }
  const at = from.indexOf(point);
  const whole = at < 0 ? from : from.slice(0, at);
  const fraction = at < 0 ? "" : `.${from.slice(at + 1)}`;
  const grouped = grouping !== null && !whole.startsWith(grouping) && !whole.endsWith(grouping);
  const plain = (grouped ? whole.replaceAll(grouping, "") : whole) + fraction;
  if (from.length > MAX_LENGTH || !NUMBER.test(plain)) {
    throw new NoResult(`"${shortened(from)}" is no number`, `"${shortened(from)}" 不是数字`);
  }
  return rounded(new Decimal(plain));
};

const NUMBER = /^-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?$/;
const MAX_LENGTH = 200;
