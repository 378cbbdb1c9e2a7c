import type { Dashboard, Label, Tile } from "../../generated/api";
import type { AnyChart } from "../../reports/drawing";

/** How many columns the grid of dashboards has. */
export const COLUMNS = 24;

/** A place of a tile on the grid. */
export interface Spot {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Returns the places of the tiles of a dashboard, with what they take when nothing is said. */
export function spotsOf(dashboard: Dashboard): readonly Spot[] {
  return (dashboard.tiles ?? []).map(({ name, x, y, width = 8, height = 8 }) => ({ height, name, width, x, y }));
}

/** Returns how large a kind of tile is at first: columns and rows. */
export function sizeOf(kind: string): readonly [number, number] {
  if (kind === "kpi") return [6, 4];
  if (kind === "text") return [24, 2];
  return kind === "table" || kind === "pivot" ? [12, 10] : [12, 9];
}

/** Returns the first place, row by row, where something fits between what is there. */
export function freeSpot(taken: readonly Spot[], width: number, height: number): readonly [number, number] {
  const end = Math.max(0, ...taken.map((one) => one.y + one.height));
  for (let y = 0; y < end; y += 1) {
    for (let x = 0; x + width <= COLUMNS; x += 1) {
      const free = taken.every(
        (one) => x >= one.x + one.width || one.x >= x + width || y >= one.y + one.height || one.y >= y + height,
      );
      if (free) return [x, y];
    }
  }
  return [0, end];
}

/** Returns a name that no tile has. */
export function freeName(dashboard: Dashboard, base: string): string {
  const taken = new Set((dashboard.tiles ?? []).map(({ name }) => name));
  let name = base;
  for (let more = 2; taken.has(name); more += 1) name = `${base}_${more}`;
  return name;
}

/** Returns a dashboard with a chart in the first place where it fits. */
export function withTile(dashboard: Dashboard, chart: AnyChart, tab?: string | null): Dashboard {
  return placed(dashboard, chart.kind, { chart }, tab);
}

/** Returns a dashboard with a text in the first place where it fits. */
export function withText(dashboard: Dashboard, text: Label, tab?: string | null): Dashboard {
  return placed(dashboard, "text", { text }, tab);
}

function placed(dashboard: Dashboard, kind: string, what: Partial<Tile>, tab?: string | null): Dashboard {
  const tiles = dashboard.tiles ?? [];
  const beside = { ...dashboard, tiles: tiles.filter((one) => (one.tab ?? null) === (tab ?? null)) };
  const [width, height] = sizeOf(kind);
  const [x, y] = freeSpot(spotsOf(beside), width, height);
  const tile: Tile = { ...what, height, name: freeName(dashboard, kind), width, x, y, ...(tab ? { tab } : {}) };
  return { ...dashboard, tiles: [...tiles, tile] };
}

/** Returns the places after one tile was put somewhere: others give way downwards, and all move up as far as they can. */
export function pushed(spots: readonly Spot[], moved: Spot): readonly Spot[] {
  const width = Math.min(COLUMNS, Math.max(2, moved.width));
  const first: Spot = {
    ...moved,
    height: Math.max(2, moved.height),
    width,
    x: Math.min(COLUMNS - width, Math.max(0, moved.x)),
    y: Math.max(0, moved.y),
  };
  const others = spots.filter(({ name }) => name !== moved.name).sort(byPlace);
  // The one that was moved keeps its place while the others look for theirs.
  const down: Spot[] = [first];
  for (const one of others) down.push(fallen(one, down));
  const up: Spot[] = [];
  for (const one of [...down].sort(byPlace)) up.push(risen(one, up));
  const places = new Map(up.map((one) => [one.name, one]));
  return spots.map((one) => places.get(one.name) ?? one);
}

/** Returns tiles in the order in which they are read, or in the one that was chosen for phones. */
export function ordered(tiles: readonly Tile[], phone: boolean): readonly Tile[] {
  const rows = [...tiles].sort(byPlace);
  if (!phone) return rows;
  const place = new Map(rows.map((one, at) => [one.name, one.phone ?? at]));
  return rows.sort((one, other) => (place.get(one.name) ?? 0) - (place.get(other.name) ?? 0));
}

/** Returns the names of the tiles that share a row on phones: figures, two by two; one that is left over has a row. */
export function paired(tiles: readonly Tile[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (let at = 0; at + 1 < tiles.length; at += 1) {
    const [one, other] = [tiles[at], tiles[at + 1]];
    if (one?.chart?.kind !== "kpi" || other?.chart?.kind !== "kpi") continue;
    found.add(one.name).add(other.name);
    at += 1;
  }
  return found;
}

/** Returns the tab that a tile stands on; null for a dashboard without tabs. */
export function tabOf(dashboard: Dashboard, tile: Tile): string | null {
  return tile.tab ?? dashboard.tabs?.[0]?.name ?? null;
}

/** Returns a label with another text in a language; in both where they were the same. */
export function relabelled(label: Label | null | undefined, text: string, language: keyof Label): Label {
  if (!label || label.en === label["zh-CN"]) return { en: text, "zh-CN": text };
  return { ...label, [language]: text };
}

function byPlace(one: { x: number; y: number }, other: { x: number; y: number }): number {
  return one.y - other.y || one.x - other.x;
}

function meet(one: Spot, other: Spot): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

function fallen(one: Spot, taken: readonly Spot[]): Spot {
  let found = one;
  for (let hit = taken.find((other) => meet(found, other)); hit; hit = taken.find((other) => meet(found, other))) {
    found = { ...found, y: hit.y + hit.height };
  }
  return found;
}

function risen(one: Spot, taken: readonly Spot[]): Spot {
  let found = one;
  while (found.y > 0) {
    const higher = { ...found, y: found.y - 1 };
    if (taken.some((other) => meet(higher, other))) break;
    found = higher;
  }
  return found;
}

/** Returns a copy of a dashboard that somebody keeps for themselves. */
export function copied(dashboard: Dashboard, title: string): Dashboard {
  return { ...dashboard, label: { en: title, "zh-CN": title }, name: "copy", roles: [] };
}

/** Returns a name that no dashboard of an app has. */
export function freeBoard(taken: readonly string[]): string {
  let number = 1;
  while (taken.includes(`board_${number}`)) number += 1;
  return `board_${number}`;
}
