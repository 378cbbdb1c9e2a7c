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
  if (kind === "kpi") return [6, 5];
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
