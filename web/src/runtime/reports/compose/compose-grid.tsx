import { type KeyboardEvent, useMemo } from "react";
import ReactGridLayout, { type Layout, useContainerWidth, verticalCompactor } from "react-grid-layout";
import { useMedia } from "../../../core/moments";
import type { DashboardTab, Tile } from "../../../generated/api";
import { COLUMNS, ordered, pushed, type Spot, spotsOf } from "../board";
import { ComposeTile } from "./compose-tile";
import "react-grid-layout/css/styles.css";

/** The height of a row and the room between tiles, in pixels, as dashboards show them. */
const ROW = 26;
const GAP = 12;

/** What can be done with a tile. */
export interface TileActions {
  readonly onChange: (tile: Tile) => void;
  readonly onDuplicate: (tile: Tile) => void;
  readonly onRemove: (tile: Tile) => void;
  readonly onPhone: (tile: Tile, by: number) => void;
  readonly onSettings: (tile: Tile) => void;
  readonly onTab: (tile: Tile, tab: string) => void;
}

/** The tiles on their grid: dragged and sized by the pointer, or by the arrow keys; others give way. */
export function ComposeGrid({
  app,
  tiles,
  tabs,
  onPlace,
  ...actions
}: TileActions & {
  app: string;
  tiles: readonly Tile[];
  /** The other tabs. */
  tabs: readonly DashboardTab[];
  onPlace: (spots: readonly Spot[]) => void;
}) {
  const narrow = useMedia("(max-width: 900px)");
  const { width, containerRef, mounted } = useContainerWidth();
  const layout = useMemo<Layout>(
    () => tiles.map(({ name, x, y, width: w = 8, height: h = 8 }) => ({ h, i: name, minH: 2, minW: 2, w, x, y })),
    [tiles],
  );
  const dropped = (next: Layout) => onPlace(next.map(({ i, x, y, w, h }) => ({ height: h, name: i, width: w, x, y })));
  const press = (tile: Tile, event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [across, down] = step;
    const spots = spotsOf({ label: { en: "", "zh-CN": "" }, name: "tab", tiles });
    const spot = spots.find(({ name }) => name === tile.name);
    if (spot === undefined) return;
    const next = event.shiftKey
      ? { ...spot, height: spot.height + down, width: Math.min(COLUMNS - spot.x, spot.width + across) }
      : { ...spot, x: spot.x + across, y: down > 0 ? below(spots, spot) : spot.y + down };
    onPlace(pushed(spots, next));
  };
  if (narrow) {
    return (
      <div className="compose-phone">
        {ordered(tiles, true).map((tile) => (
          <ComposeTile key={tile.name} app={app} narrow tabs={tabs} tile={tile} onPress={press} {...actions} />
        ))}
      </div>
    );
  }
  return (
    <div ref={containerRef} className="compose-grid">
      {mounted ? (
        <ReactGridLayout
          compactor={verticalCompactor}
          dragConfig={{ enabled: true, handle: ".compose-handle" }}
          gridConfig={{ cols: COLUMNS, containerPadding: [0, 0], margin: [GAP, GAP], rowHeight: ROW }}
          layout={layout}
          resizeConfig={{ enabled: true, handles: ["se"] }}
          width={width}
          onDragStop={dropped}
          onResizeStop={dropped}
        >
          {tiles.map((tile) => (
            <div key={tile.name}>
              <ComposeTile app={app} narrow={false} tabs={tabs} tile={tile} onPress={press} {...actions} />
            </div>
          ))}
        </ReactGridLayout>
      ) : null}
    </div>
  );
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
};

/** Returns the row to which a tile goes to come below the next one: tiles close up, so that one row would be none. */
function below(spots: readonly Spot[], spot: Spot): number {
  const next = spots
    .filter((one) => one.y >= spot.y + spot.height && one.x < spot.x + spot.width && spot.x < one.x + one.width)
    .sort((one, other) => one.y - other.y)[0];
  return next === undefined ? spot.y + 1 : next.y + next.height;
}
