import type { Entry, FormPage } from "../../generated/forms";
import type { Context, Value } from "../../language";
import type { Sheet } from "./sheet";

/** Returns the entries of the dictionary of a field that its filter does not let through. */
export function withheldEntries(
  page: FormPage,
  sheet: Sheet,
  name: string,
  around: Context,
  evaluate: (scope: Context) => Value,
): Set<string> {
  const withheld = new Set<string>();
  const field = sheet.plot.shapes.get(name);
  if (field?.kind !== "dictionary") return withheld;
  const visit = (entries: readonly Entry[], parent: string | null) => {
    for (const { entries: inside, key, label } of entries) {
      const entry = [
        ["key", key],
        ["label", label["zh-CN"]],
        ["parent", parent],
        ["record", sheet.seen],
      ] as const;
      if (evaluate(new Map<string, Value>([...around, ...entry])) !== true) withheld.add(key);
      visit(inside ?? [], key);
    }
  };
  visit(page.dictionaries?.[field.dictionary]?.entries ?? [], null);
  return withheld;
}
