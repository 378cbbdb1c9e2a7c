import type { Twins } from "../../generated/twins";
import { Decimal, ONE } from "../decimal";
import { NoResult } from "../evaluation";
import { integerOf } from "../rounding";
import { charactersOf, lengthOf } from "../texts";

/** Returns the position of a pattern with `?` and `*` in a text, capitals ignored. */
export const twin: Twins["SEARCH"] = (search, text, start = ONE) => {
  const characters = charactersOf(text).map(lowered);
  if (start.lt(1) || start.gte(characters.length + 2)) {
    throw new NoResult("the start is outside of the text", "起始位置超出文本范围");
  }
  let at = integerOf(start) - 1;
  let first: number | null = null;
  for (const stretch of stretchesOf(search)) {
    const place = placeOf(stretch, characters, at);
    first ??= place;
    at = place + stretch.length;
  }
  return new Decimal((first ?? 0) + 1);
};

/** Any single character. */
const ANY = null;

function lowered(character: string): string {
  const small = character.toLowerCase();
  return lengthOf(small) === 1 ? small : character;
}

/** Returns the stretches between two `*`; `~` before a sign takes it as it is. */
function stretchesOf(search: string): (string | null)[][] {
  const stretches: (string | null)[][] = [];
  let present: (string | null)[] = [];
  let escaped = false;
  for (const character of search) {
    if (escaped || !"~?*".includes(character)) {
      present.push(lowered(character));
      escaped = false;
    } else if (character === "~") {
      escaped = true;
    } else if (character === "?") {
      present.push(ANY);
    } else {
      stretches.push(present);
      present = [];
    }
  }
  if (escaped) present.push("~");
  return [...stretches, present];
}

/** Returns where a stretch stands first from `from` on; the time grows with the product of both lengths. */
function placeOf(stretch: readonly (string | null)[], characters: readonly string[], from: number): number {
  for (let at = from; at + stretch.length <= characters.length; at += 1) {
    if (stretch.every((wanted, offset) => wanted === ANY || wanted === characters[at + offset])) return at;
  }
  throw new NoResult("the text does not contain it", "文本中没有该内容");
}
