import type { Query } from "../../generated/api";
import { OPERATORS } from "../../generated/palette";

/** A condition over records, of any kind. */
export type Filter = NonNullable<Query["filter"]>;

/** Conditions of which all, or at least one, have to hold. */
export type Together = Extract<Filter, { readonly kind: "all" | "any" }>;

/** A field that is compared with something. */
export type Comparison = Extract<Filter, { readonly kind: "field" }>;

/** How a field is compared. */
export type OperatorName = keyof typeof OPERATORS;

/** What is compared with: nothing, a value, two, several, a number of days, or the name of a period. */
export type Takes = (typeof OPERATORS)[OperatorName]["takes"];

/** Returns what stands to the right of an operator. */
export function takenBy(operator: string): Takes {
  return (OPERATORS as Readonly<Record<string, { readonly takes: Takes }>>)[operator]?.takes ?? "one";
}

/** Returns whether a comparison says all that it has to, so that the server can compute it. */
function isComplete({ operator, value }: Comparison): boolean {
  const several = Array.isArray(value) ? value.filter((one) => one !== null && one !== "") : [];
  switch (takenBy(operator)) {
    case "none":
      return true;
    case "two":
      return several.length === 2;
    case "many":
      return several.length > 0;
    case "days":
      return typeof value === "number";
    default:
      return value !== null && value !== undefined && value !== "";
  }
}

/** Returns a filter without the conditions that say nothing yet; null when nothing is left. */
export function complete(filter: Filter | null | undefined): Filter | null {
  if (!filter) return null;
  switch (filter.kind) {
    case "field":
      return isComplete(filter) ? filter : null;
    case "expression":
      return filter;
    default: {
      const parts = (filter.filters ?? []).map(complete).filter((one) => one !== null);
      return parts.length === 0 ? null : parts.length === 1 ? (parts[0] ?? null) : { ...filter, filters: parts };
    }
  }
}

/** Returns filters of which all have to hold as one; null for none. */
export function combined(filters: readonly (Filter | null | undefined)[]): Filter | null {
  const parts = filters.filter((one) => one !== null && one !== undefined);
  return parts.length === 0 ? null : parts.length === 1 ? (parts[0] ?? null) : { filters: parts, kind: "all" };
}

/** Returns a filter as a group of conditions, as people put it together. */
export function together(filter: Filter | null): Together {
  if (filter === null) return { filters: [], kind: "all" };
  return filter.kind === "all" || filter.kind === "any" ? filter : { filters: [filter], kind: "all" };
}

/** Returns the single conditions of a filter. */
export function conditions(filter: Filter | null): readonly Filter[] {
  if (filter === null) return [];
  return filter.kind === "all" ? (filter.filters ?? []) : [filter];
}

/** Returns a filter without one of its single conditions. */
export function without(filter: Filter | null, position: number): Filter | null {
  const left = conditions(filter).filter((_, at) => at !== position);
  return left.length === 0 ? null : { filters: left, kind: "all" };
}

/** Returns all names of fields that a filter mentions. */
export function mentioned(filter: Filter | null | undefined): readonly string[] {
  if (!filter || filter.kind === "expression") return [];
  return filter.kind === "field" ? [filter.field] : (filter.filters ?? []).flatMap(mentioned);
}
