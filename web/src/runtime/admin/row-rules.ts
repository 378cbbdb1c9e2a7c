/** What most rules say, by the words in which they are chosen. */
export const USUAL = {
  department: "department.id = current user.department.id",
  departments: "starts with(department.path, current user.department.path)",
  own: "owner.id = current user.id",
} as const;

/** How a rule is chosen: by its words, as none, or as an expression of its own. */
export type Usual = "all" | keyof typeof USUAL | "other";

/** Returns how the text of a rule was chosen. */
export function usualOf(text: string): Usual {
  if (text.trim() === "") return "all";
  const plain = text.replaceAll(/\s+/g, " ").trim();
  return (Object.keys(USUAL) as (keyof typeof USUAL)[]).find((one) => USUAL[one] === plain) ?? "other";
}
