import type { Dashboard, DrillStep, TileAsk } from "../../generated/api";
import type { Stretch } from "./period-select";

/** What somebody has chosen in the filters of a dashboard. */
export interface Choices {
  /** The members by filter; nothing chosen is everything. */
  readonly members: Readonly<Record<string, readonly unknown[]>>;
  /** A word for a stretch, the first day with the day after the last, or null for all time, by filter. */
  readonly periods: Readonly<Record<string, string | readonly [string, string] | null>>;
  /** A group of one chart by which the others are narrowed. */
  readonly picked: Picked | null;
}

/** A group of a chart. */
export interface Picked {
  readonly tile: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** The way down to it, where the chart shows parts of a group. */
  readonly drill?: readonly DrillStep[];
  /** What it is called. */
  readonly text: string;
}

/** Nothing chosen. */
export const NOTHING: Choices = { members: {}, periods: {}, picked: null };

/** Returns what a filter narrows down to, by choice or from the start; null where it lets everything through. */
export function held(
  filter: NonNullable<Dashboard["filters"]>[number],
  { members, periods }: Choices,
): { readonly period: Exclude<Stretch, null> } | { readonly members: readonly unknown[] } | null {
  if (filter.kind === "period") {
    const period = filter.name in periods ? (periods[filter.name] ?? null) : (filter.default ?? null);
    return period === null ? null : { period };
  }
  const chosen = members[filter.name] ?? (filter.default ? [filter.default] : []);
  return chosen.length === 0 ? null : { members: chosen };
}

/** Returns what a chart is asked under what was chosen; the chart that was clicked goes on showing all of its groups. */
export function askOf(choices: Choices, tile: string, key: string, drill: readonly DrillStep[] = []): TileAsk {
  const { members, periods, picked } = choices;
  const chosen =
    picked !== null && picked.tile !== tile
      ? [{ drill: picked.drill ?? [], tile: picked.tile, values: picked.values }]
      : [];
  return { chosen, drill, key, members, periods };
}

/** Returns the choices that an address holds, as far as the dashboard knows them. */
export function choicesIn(query: string, dashboard: Dashboard): Choices {
  const given = new URLSearchParams(query);
  const members: Record<string, readonly unknown[]> = {};
  const periods: Record<string, string | readonly [string, string] | null> = {};
  for (const filter of dashboard.filters ?? []) {
    const value = given.get(filter.name);
    if (value === null) continue;
    if ((filter.kind ?? "members") === "members") members[filter.name] = listIn(value);
    else {
      const [first, end] = value.split("..");
      periods[filter.name] = value === "" ? null : first && end ? [first, end] : value;
    }
  }
  return { members, periods, picked: null };
}

/** Returns the part of an address that holds choices, so that a link shows others the same. */
export function addressOf(choices: Choices): string {
  const given = new URLSearchParams();
  for (const [name, values] of Object.entries(choices.members)) {
    if (values.length > 0) given.set(name, JSON.stringify(values));
  }
  for (const [name, value] of Object.entries(choices.periods)) {
    given.set(name, value === null ? "" : typeof value === "string" ? value : value.join(".."));
  }
  const text = given.toString();
  return text === "" ? "" : `?${text}`;
}

function listIn(text: string): readonly unknown[] {
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}
