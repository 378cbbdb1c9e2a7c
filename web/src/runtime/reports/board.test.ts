import { expect, test } from "vitest";
import { redone, stepped, undone } from "../../core/undo";
import type { Answer, Dashboard, DatasetField, ReportRow, Tile } from "../../generated/api";
import { freeSpot, ordered, paired, pushed, relabelled, type Spot, tabOf, withTile } from "./board";
import { withoutTab } from "./compose/tabs-dialog";
import { drilled, finer, splits, stepInto } from "./drill";

const LABEL = { en: "Board", "zh-CN": "面板" };
const SPOT = (name: string, x: number, y: number, width = 12, height = 4): Spot => ({ height, name, width, x, y });
const KPI = { kind: "kpi", query: { dataset: "order", measures: [] }, value: "n" } as const;

function meet(spots: readonly Spot[]): boolean {
  return spots.some((one, at) =>
    spots
      .slice(at + 1)
      .some(
        (other) =>
          one.x < other.x + other.width &&
          other.x < one.x + one.width &&
          one.y < other.y + other.height &&
          other.y < one.y + one.height,
      ),
  );
}

test("a tile that is put onto others pushes them down, and all close up", () => {
  const spots = [SPOT("a", 0, 0), SPOT("b", 12, 0), SPOT("c", 0, 4, 24)];
  const placed = pushed(spots, SPOT("c", 0, 0, 24));
  expect(placed.find(({ name }) => name === "c")).toMatchObject({ y: 0 });
  expect(placed.find(({ name }) => name === "a")).toMatchObject({ y: 4 });
  expect(meet(placed)).toBe(false);
});

test("figures that follow one another share rows on phones, and one that is left over has its own", () => {
  const tile = (name: string, kind: string) => ({ chart: { ...KPI, kind }, name, x: 0, y: 0 }) as Tile;
  const tiles = [tile("a", "kpi"), tile("b", "kpi"), tile("c", "kpi"), tile("d", "bar"), tile("e", "kpi")];
  expect([...paired(tiles)]).toEqual(["a", "b"]);
  expect([...paired([...tiles, tile("f", "kpi")])]).toEqual(["a", "b", "e", "f"]);
});

test("a tile stays on the grid however far it is moved or sized", () => {
  const [one] = pushed([SPOT("a", 0, 0)], SPOT("a", 40, -3, 30, 1));
  expect(one).toEqual(SPOT("a", 0, 0, 24, 2));
});

test("any moves leave no tile on another", () => {
  let spots: readonly Spot[] = [0, 1, 2, 3, 4, 5].map((at) => SPOT(`t${at}`, (at % 3) * 8, Math.floor(at / 3) * 4, 8));
  for (let turn = 0; turn < 200; turn += 1) {
    const one = spots[turn % 6];
    if (one === undefined) continue;
    spots = pushed(spots, {
      ...one,
      height: 2 + ((turn * 7) % 9),
      width: 2 + ((turn * 5) % 20),
      x: (turn * 11) % 24,
      y: (turn * 3) % 17,
    });
    expect(meet(spots)).toBe(false);
  }
});

test("a new tile takes the first free place and a name of its own", () => {
  expect(freeSpot([SPOT("a", 0, 0), SPOT("b", 12, 0, 6)], 6, 4)).toEqual([18, 0]);
  expect(freeSpot([SPOT("a", 0, 0, 24)], 6, 4)).toEqual([0, 4]);
  const twice = withTile(withTile({ label: LABEL, name: "mine" }, KPI), KPI);
  expect(twice.tiles?.map(({ name, x }) => [name, x])).toEqual([
    ["kpi", 0],
    ["kpi_2", 6],
  ]);
});

test("tiles on a phone come in the order that was chosen, else row by row", () => {
  const tiles: readonly Tile[] = [
    { name: "low", x: 0, y: 9 },
    { name: "right", x: 12, y: 0 },
    { name: "left", x: 0, y: 0 },
  ];
  expect(ordered(tiles, false).map(({ name }) => name)).toEqual(["left", "right", "low"]);
  const chosen = tiles.map((one) => ({ ...one, phone: ["low", "left", "right"].indexOf(one.name) }));
  expect(ordered(chosen, true).map(({ name }) => name)).toEqual(["low", "left", "right"]);
});

test("what stood on a tab that goes stands below what stays", () => {
  const board: Dashboard = {
    label: LABEL,
    name: "mine",
    tabs: [
      { label: LABEL, name: "one" },
      { label: LABEL, name: "two" },
    ],
    tiles: [
      { height: 4, name: "a", x: 0, y: 0 },
      { height: 4, name: "b", tab: "two", x: 0, y: 0 },
    ],
  };
  const left = withoutTab(board, "two");
  expect(left.tiles?.map((one) => [one.name, one.y, tabOf(left, one)])).toEqual([
    ["a", 0, "one"],
    ["b", 4, "one"],
  ]);
  expect(withoutTab(left, "one").tiles?.every((one) => one.tab === null)).toBe(true);
});

test("a text that is the same in both languages is changed in both", () => {
  expect(relabelled(null, "x", "en")).toEqual({ en: "x", "zh-CN": "x" });
  expect(relabelled({ en: "a", "zh-CN": "a" }, "x", "en")).toEqual({ en: "x", "zh-CN": "x" });
  expect(relabelled(LABEL, "x", "en")).toEqual({ en: "x", "zh-CN": "面板" });
});

test("what is undone can be done again until something else is done", () => {
  const past = stepped(stepped({ after: [], before: [], now: 1 }, 2), 3);
  expect(undone(undone(undone(past))).now).toBe(1);
  expect(redone(undone(past)).now).toBe(3);
  expect(stepped(undone(past), 4).after).toEqual([]);
});

test("a period is gone into by its parts, other groups by any field that they are not grouped by", () => {
  const answer = {
    columns: [
      { name: "region", role: "dimension", type: "string" },
      { grain: "year", name: "year", role: "dimension", type: "date" },
    ],
    query: {
      dataset: "order",
      dimensions: [
        { expression: "region", name: "region" },
        { expression: "placed", grain: "year", name: "year" },
      ],
    },
  } as unknown as Answer;
  const row = { count: 1, level: ["region", "year"], values: ["East", "2026-01-01"] } as unknown as ReportRow;
  const place = drilled(answer);
  expect(place?.name).toBe("year");
  const parts = place === undefined ? null : finer(place);
  expect(parts?.grain).toBe("quarter");
  expect(parts && stepInto(answer, row, parts, "year")).toEqual({
    dimension: "year",
    group: { others: [], values: { region: "East", year: "2026-01-01" } },
    into: { expression: "placed", grain: "quarter", name: "year" },
  });
  expect(finer({ expression: "placed", grain: "day", name: "day" })).toBeNull();
  const fields = [
    { expression: "customer.name", role: "dimension", through: ["customer"] },
    { expression: "region", role: "dimension" },
    { expression: "amount", role: "measure" },
    { expression: "seller", role: "dimension" },
  ] as unknown as readonly DatasetField[];
  expect(splits(answer, fields).map(({ expression }) => expression)).toEqual(["seller", "customer.name"]);
});
