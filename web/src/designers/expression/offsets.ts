/** Returns the position in a JavaScript text of a position that the server counts in characters (code points). */
export function toUnits(text: string, position: number): number {
  let units = 0;
  for (let left = position; left > 0 && units < text.length; left -= 1) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return units;
}

/** Returns the position in characters (code points) of a position in a JavaScript text. */
export function toCharacters(text: string, units: number): number {
  let characters = 0;
  for (let at = 0; at < units; characters += 1) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return characters;
}
