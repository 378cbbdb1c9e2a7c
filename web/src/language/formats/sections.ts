import { NoResult } from "../evaluation";
import { charactersOf } from "../texts";

/** A piece of a format: `sign` is a digit's place, a point, comma or percent. */
export interface Part {
  readonly kind: "literal" | "sign" | "date" | "elapsed" | "text";
  readonly text: string;
}

const MAX_FORMAT = 255;
const TOKEN =
  /"([^"]*)"|\\(.)|_(.)|\*(.)|\[([^\]]*)\]|(am\/pm|a\/p|上午\/下午|y+|m+|d+|h+|s+(?:\.0+)?|aaaa?)|([0#?.,%])|(.)/gisu;
const CURRENCY = /^\$([^-]*)(?:-.*)?$/s;
const DROPPED = /^(?:black|blue|cyan|green|magenta|red|white|yellow|黑色|红色|color.*|颜色.*)$/s;
const kept = new Map<string, readonly (readonly Part[])[]>();

/** Returns the sections of a format, up to four; throws `NoResult` when it is too long or not understood. */
export function sectionsOf(format: string): readonly (readonly Part[])[] {
  const known = kept.get(format);
  if (known !== undefined) return known;
  if (charactersOf(format).length > MAX_FORMAT) {
    throw new NoResult(`the format is longer than ${MAX_FORMAT} characters`, `格式超过 ${MAX_FORMAT} 个字符`);
  }
  const found: Part[][] = [[]];
  for (const match of format.matchAll(TOKEN)) {
    if (match[8] === ";") found.push([]);
    else found.at(-1)?.push(...partsOf(match));
  }
  if (found.length > 4) throw new NoResult("a format has at most four sections", "格式最多有四段");
  const result = found.map(withMinutes);
  if (kept.size >= 500) kept.clear();
  kept.set(format, result);
  return result;
}

function partsOf(match: RegExpExecArray): Part[] {
  const [, quoted, escaped, width, fill, bracket, date, sign, other] = match;
  if (bracket !== undefined) return bracketParts(bracket);
  if (date !== undefined) return [{ kind: "date", text: date.toLowerCase() }];
  if (sign !== undefined) return [{ kind: "sign", text: sign }];
  if (other === "@") return [{ kind: "text", text: "" }];
  if (fill !== undefined) return [];
  return [{ kind: "literal", text: width === undefined ? (quoted ?? escaped ?? other ?? "") : " " }];
}

/** Returns what `[…]` means: elapsed time, a currency, or a colour, which texts do not have. */
function bracketParts(content: string): Part[] {
  const word = content.toLowerCase();
  if (/^(?:h+|m+|s+)$/.test(word)) return [{ kind: "elapsed", text: word }];
  const currency = CURRENCY.exec(content);
  if (currency !== null) return [{ kind: "literal", text: currency[1] ?? "" }];
  if (DROPPED.test(word)) return [];
  throw new NoResult(`formats have no [${content}]`, `格式不支持 [${content}]`);
}

/** Returns a section in which each `m` after hours or before seconds is `n`, for minutes. */
function withMinutes(section: readonly Part[]): readonly Part[] {
  const clock = [...section.keys()].filter((at) => {
    const part = section[at];
    return part !== undefined && (part.kind === "date" || part.kind === "elapsed") && /^[ymdhs]/.test(part.text);
  });
  return section.map((part, at) => {
    const place = clock.indexOf(at);
    if (part.kind !== "date" || (part.text !== "m" && part.text !== "mm")) return part;
    const before = section[clock[place - 1] ?? -1];
    const after = section[clock[place + 1] ?? -1];
    const minutes = before?.text.startsWith("h") === true || after?.text.startsWith("s") === true;
    return minutes ? { kind: "date", text: "n".repeat(part.text.length) } : part;
  });
}
