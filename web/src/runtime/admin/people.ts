import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/client";
import type { Account, Department } from "../../generated/api";

/** Returns the people whose name holds a text, for choosing one. */
export function usePeople(search = "") {
  return useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/people", undefined, signal, { most: 50, search: search.trim() || undefined }),
    queryKey: ["people", "choice", search.trim()],
  });
}

/** Returns the departments, those above before those below. */
export function useDepartments() {
  return useQuery({
    queryFn: ({ signal }) => ask("GET /api/departments", undefined, signal),
    queryKey: ["departments"],
  });
}

/** Returns the roles of all apps. */
export function useRoles() {
  return useQuery({ queryFn: ({ signal }) => ask("GET /api/roles", undefined, signal), queryKey: ["roles"] });
}

/** Returns what a person is called in a list. */
export function calledOf(account: Pick<Account, "display_name" | "name">): string {
  return `${account.display_name} (${account.name})`;
}

/** A department with those below it. */
export interface Branch {
  readonly key: string;
  readonly title: string;
  readonly value: string;
  readonly department: Department;
  readonly children: Branch[];
}

/** Returns departments as a tree, in order. */
export function treeOf(departments: readonly Department[], parent: string | null = null): Branch[] {
  return departments
    .filter((one) => (one.parent_id ?? null) === parent)
    .toSorted((one, other) => (one.position ?? 0) - (other.position ?? 0) || one.name.localeCompare(other.name, "zh"))
    .map((one) => ({
      children: treeOf(departments, one.id),
      department: one,
      key: one.id,
      title: one.name,
      value: one.id,
    }));
}
