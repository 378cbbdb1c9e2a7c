import type { Decimal } from "./decimal";
import { NoResult } from "./evaluation";
import { integerOf } from "./rounding";
import type { List } from "./values";

/** Returns the index of a position (1 the first, -1 the last), digits after the point ignored; throws `NoResult`. */
export function indexAt(items: List, position: Decimal): number {
  const place = integerOf(position);
  if (place === 0 || Math.abs(place) > items.length) {
    const shown = position.trunc().toFixed();
    throw new NoResult(
      `the list has ${items.length} elements and no position ${shown}`,
      `列表有 ${items.length} 个元素，没有位置 ${shown}`,
    );
  }
  return place > 0 ? place - 1 : items.length + place;
}
