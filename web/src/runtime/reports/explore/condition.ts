/** What the rows of a question are narrowed down by, over one field. */
export interface FieldFilter {
  readonly expression: string;
  /** The type of the field in the language. */
  readonly type: string;
  /** The members that count, null for none; all if nothing is said. */
  readonly members?: readonly unknown[];
  /** Whether these are the ones that do not count. */
  readonly except?: boolean;
  /** The least number that counts. */
  readonly least?: string | null;
  /** The greatest number that counts. */
  readonly most?: string | null;
  /** What texts contain. */
  readonly contains?: string;
}

/** Returns the condition of filters and of one that is kept as it is; null when everything counts. */
export function conditionOf(filters: readonly FieldFilter[], kept: string | null): string | null {
  const parts = [...(kept ? [kept] : []), ...filters.flatMap(partsOf)];
  return parts.length === 0 ? null : parts.map((one) => (parts.length > 1 ? `(${one})` : one)).join(" and ");
}

function partsOf(filter: FieldFilter): readonly string[] {
  const { expression, type, members = [], except, least, most, contains } = filter;
  const found: string[] = [];
  if (members.length > 0) {
    // Nothing is a member like others: comparing with it says whether a value is missing.
    const same = members.map((one) => `(${expression}) = ${literal(one, type)}`).join(" or ");
    const nulls = members.some((one) => one === null) ? "" : `(${expression}) = null or `;
    found.push(except ? `${nulls}not(${same})` : same);
  }
  if (least) found.push(`(${expression}) >= ${literal(least, "number")}`);
  if (most) found.push(`(${expression}) <= ${literal(most, "number")}`);
  if (contains) found.push(`contains(lower case(${expression}), ${literal(contains.toLowerCase(), "string")})`);
  return found;
}

/** Returns a value as the language writes it. */
export function literal(value: unknown, type: string): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return String(value);
  const text = String(value);
  if (type === "number" && /^-?\d+(\.\d+)?$/.test(text)) return text;
  if (type === "date" && /^\d{4}-\d{2}-\d{2}$/.test(text)) return `@"${text}"`;
  return JSON.stringify(text);
}
