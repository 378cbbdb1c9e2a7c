import { readFileSync } from "node:fs";
import { beforeEach, expect, test, vi } from "vitest";
import type { JsonObject } from "../../fields/field-type";
import type { FormPage } from "../../generated/forms";
import type { Context } from "../../language";
import { Decimal } from "../../language";
import { Logic } from "./logic";
import { cellsOf, pasteRows } from "./paste";
import { isError } from "./problems";
import { totalOf } from "./rows";
import { FormStore, type Start } from "./store";

// What the server sends for a form; a test of the server keeps it up to date.
const PAGE = JSON.parse(readFileSync(new URL("quotation.example.json", import.meta.url), "utf8")) as FormPage;
const LOGIC = new Logic(PAGE);
const ACME = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const MOTOR = "cccccccc-cccc-4ccc-8ccc-cccccccccccc";
const KNOWN: Readonly<Record<string, Context>> = {
  [ACME]: new Map([
    ["id", ACME],
    ["level", "A"],
  ]),
  [MOTOR]: new Map<string, string | Decimal>([
    ["id", MOTOR],
    ["list_price", new Decimal(100)],
    ["name", "Motor"],
  ]),
};

function begun(values: JsonObject | null = null, more: Partial<Start> = {}): FormStore {
  const store = new FormStore(LOGIC, { system: new Map(), user: null, values, ...more });
  store.onNeed = (place, ids) =>
    store.learn(place, new Map(ids.flatMap((id) => (KNOWN[id] === undefined ? [] : [[id, KNOWN[id]] as const]))));
  return store;
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
let store: FormStore;
const value = (name: string) => store.cell(store.top, name).value;

beforeEach(() => {
  store = begun();
});

test("a default follows what it reads until somebody enters something else", async () => {
  expect(value("discount")).toBe("0");
  store.enter(store.top, "customer", ACME);
  await settled();
  expect(value("level")).toBe("A");
  expect(value("discount")).toBe("0.05");
  store.enter(store.top, "discount", "0.1");
  store.enter(store.top, "customer", null);
  await settled();
  expect(value("level")).toBeNull();
  expect(value("discount")).toBe("0.1");
});

test("a row takes over from the record that is chosen, and sums reach the record", async () => {
  const [row] = store.addRows("lines");
  if (row === undefined) throw new Error("no row");
  expect(store.cell(row, "quantity").value).toBe("1");
  store.enter(row, "product", MOTOR);
  await settled();
  expect([store.cell(row, "price").value, store.cell(row, "text").value]).toEqual(["100", "Motor"]);
  store.enter(row, "quantity", "3");
  expect(value("total")).toBe("300");
  expect(store.cell(row, "share").value).toBe("1");
  store.enter(store.top, "freight", "12.5");
  expect(value("grand_total")).toBe("312.5");
  store.removeRow(row);
  expect(value("total")).toBe("0");
});

test("what is taken over can be changed, and comes anew with another record", async () => {
  const [row] = store.addRows("lines");
  if (row === undefined) throw new Error("no row");
  store.enter(row, "product", MOTOR);
  await settled();
  store.enter(row, "price", "40");
  store.enter(row, "quantity", "2");
  expect(store.cell(row, "price").value).toBe("40");
  expect(store.cell(row, "price").mistakes).toMatchObject([
    { found: { message: { en: "Too cheap" }, severity: "warning" } },
  ]);
  store.enter(row, "product", null);
  store.enter(row, "product", MOTOR);
  await settled();
  expect(store.cell(row, "price").value).toBe("100");
});

test("a hidden field keeps its default, and what was entered comes back when it is shown again", () => {
  expect(store.cell(store.top, "reason").visible).toBe(false);
  store.enter(store.top, "special", true);
  store.enter(store.top, "reason", "because");
  expect(store.shows("/layout/1", PAGE.form.layout?.[1] ?? {})).toBe(true);
  store.enter(store.top, "special", false);
  expect([store.cell(store.top, "reason").visible, value("reason")]).toEqual([false, "none"]);
  expect(store.shows("/layout/1", PAGE.form.layout?.[1] ?? {})).toBe(false);
  expect(store.changes()).not.toHaveProperty("reason");
  store.enter(store.top, "special", true);
  expect(value("reason")).toBe("because");
});

test("conditions close fields and withhold options and entries", () => {
  expect(store.cell(store.top, "freight").readOnly).toBe(false);
  expect([...store.cell(store.top, "trade").withheld]).toEqual(["cars"]);
  store.enter(store.top, "special", true);
  expect(store.cell(store.top, "freight").readOnly).toBe(true);
  expect([...store.cell(store.top, "trade").withheld]).toEqual([]);
  const [row] = store.addRows("lines");
  if (row === undefined) throw new Error("no row");
  store.enter(row, "price", "2000");
  expect([...store.cell(store.top, "delivery").withheld]).toEqual(["air"]);
});

test("a change tells only those who show what it changes", async () => {
  const [one, other] = store.addRows("lines", 2);
  if (one === undefined || other === undefined) throw new Error("no rows");
  store.enterAll([
    [one, "price", "10"],
    [other, "price", "20"],
  ]);
  const told = vi.fn();
  for (const name of ["customer", "level", "discount", "trade"]) store.subscribe(store.top.at(name), told);
  for (const name of ["product", "text", "quantity", "price", "amount"]) store.subscribe(other.at(name), told);
  const changed = vi.fn();
  for (const sheet of [one.at("amount"), one.at("share"), other.at("share"), store.top.at("grand_total")]) {
    store.subscribe(sheet, changed);
  }
  store.enter(one, "quantity", "5");
  expect(told).not.toHaveBeenCalled();
  expect(changed).toHaveBeenCalledTimes(4);
});

test("nothing is asked for before it is tried to save, then everything that is missing", () => {
  expect(store.problems().filter(isError)).toEqual([]);
  const found = store.attempt().filter(isError);
  expect(found.map(({ name }) => name)).toEqual(["customer", "lines"]);
  store.addRows("lines");
  expect(
    store
      .problems()
      .filter(isError)
      .map(({ name }) => name),
  ).toEqual(["customer", "product"]);
});

test("what the server tells stands at its field until that is changed", () => {
  store.addRows("lines", 2);
  const message = { en: "Not unique", "zh-CN": "重复" };
  store.tell([
    { code: "a", message, path: "/lines/1/text" },
    { code: "b", message, path: "/customer" },
    { code: "c", message, path: "" },
  ]);
  const row = store.rows("lines")[1];
  if (row === undefined) throw new Error("no row");
  expect(store.cell(row, "text").mistakes).toHaveLength(1);
  expect(store.problems().map(({ name }) => name)).toEqual([null, "customer", "text"]);
  store.enter(row, "text", "other");
  expect(store.cell(row, "text").mistakes).toEqual([]);
});

test("only what was entered is sent, rows as a whole with the ids of those that are stored", () => {
  const stored = {
    customer: ACME,
    discount: "0.05",
    lines: [{ id: "r1", price: "5", quantity: "2" }],
    stage: "draft",
    total: "9.5",
  };
  store = begun(stored);
  expect(store.dirty).toBe(false);
  expect(store.changes()).toEqual({});
  const [row] = store.rows("lines");
  if (row === undefined) throw new Error("no row");
  store.enter(row, "quantity", "4");
  expect(value("total")).toBe("19");
  const [made] = store.addRows("lines");
  if (made === undefined) throw new Error("no row");
  store.enter(made, "price", "1");
  expect(store.changes()).toEqual({ lines: [{ id: "r1", quantity: "4" }, { price: "1" }] });
  store.enter(row, "quantity", "2");
  store.removeRow(made);
  expect(store.changes()).toEqual({ lines: [{ id: "r1" }] });
});

test("another stage asks at once for what it demands", () => {
  store = begun({ lines: [], stage: "draft" });
  expect(store.cell(store.top, "freight").required).toBe(false);
  store.enter(store.top, "stage", "sent");
  expect(store.cell(store.top, "freight").required).toBe(true);
  store.enter(store.top, "stage", "draft");
  expect(store.cell(store.top, "freight").required).toBe(false);
});

test("a rule over several fields speaks for the whole record", () => {
  const [row] = store.addRows("lines");
  if (row === undefined) throw new Error("no row");
  store.enter(row, "price", "1000001");
  expect(store.problems()).toMatchObject([{ mistake: { found: { message: { en: "Above the limit" } } }, name: null }]);
});

test("fields that the reader may not see or change stay so whatever the form says", () => {
  store = begun({ customer: ACME, lines: [] }, { hidden: ["freight"], locked: ["customer"], masked: ["discount"] });
  expect(store.cell(store.top, "customer").readOnly).toBe(true);
  expect(store.cell(store.top, "freight").visible).toBe(false);
  expect(store.cell(store.top, "discount")).toMatchObject({ masked: true, readOnly: true });
});

test("a table from a spreadsheet fills rows, and adds those that are missing", () => {
  const [row] = store.addRows("lines");
  if (row === undefined) throw new Error("no row");
  const columns = ["text", "quantity", "price"].flatMap((name) => LOGIC.plot("lines").shapes.get(name) ?? []);
  pasteRows(store, "lines", 'Pump\t2\t￥1,200.00\r\n"Valve\n""big"""\t3\t9.90\r\n', {
    columns,
    name: "text",
    row: row.key,
  });
  expect(
    store.rows("lines").map((one) => ["text", "quantity", "price"].map((name) => store.cell(one, name).value)),
  ).toEqual([
    ["Pump", "2", "1200"],
    ['Valve\n"big"', "3", "9.9"],
  ]);
  expect(value("total")).toBe("2429.7");
  expect(totalOf(store, "lines", "quantity")).toBe("5");
});

test("cells of a clipboard may hold quotes, tabs and lines", () => {
  expect(cellsOf('a\t"b\tc"\n\t"d ""e"""')).toEqual([
    ["a", "b\tc"],
    ["", 'd "e"'],
  ]);
});

test("500 rows are computed within a moment", () => {
  const rows = store.addRows("lines", 500);
  store.enterAll(rows.map((row) => [row, "price", "10"] as const));
  expect(value("total")).toBe("5000");
  const started = performance.now();
  const [first] = rows;
  if (first === undefined) throw new Error("no row");
  store.enter(first, "quantity", "2");
  expect(value("total")).toBe("5010");
  // Shares of all rows change with the total; far more than this would be felt at every key.
  expect(performance.now() - started).toBeLessThan(400);
});
