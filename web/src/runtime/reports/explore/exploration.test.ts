import { expect, test } from "vitest";
import type { Answer, DatasetField, MetricView, ReportQuery } from "../../../generated/api";
import { chartOf, fits, kindOf, lackOf } from "./charts";
import { conditionOf } from "./condition";
import { added, begun, explorationOf, moved, nameOf, queryOf, readFrom, removed, written } from "./exploration";
import { innerOf, measureLabel, measureOf, wayOf, wordOf } from "./measure";

const LABEL = (text: string) => ({ en: text, "zh-CN": text });
const FIELD = (expression: string, role: DatasetField["role"], type: string): DatasetField => ({
  expression,
  label: LABEL(expression),
  role,
  type,
});
const AMOUNT = FIELD("amount", "measure", "number");
const REGION = FIELD("customer.region.name", "dimension", "string");
const PLACED = FIELD("placed", "time", "date");
const START = begun("order", LABEL("Number"));

test("a pressed field goes where it is good for, and the bare count gives way to the first number", () => {
  const made = [AMOUNT, PLACED, REGION].reduce((before, field) => added(before, { field, kind: "field" }), START);
  expect(queryOf(made)).toEqual({
    dataset: "order",
    dimensions: [
      { expression: "placed", grain: "month", name: "placed" },
      { expression: "customer.region.name", name: "customer_region_name" },
    ],
    measures: [{ label: LABEL("amount"), name: "amount_sum", of: { kind: "sum", value: "amount" } }],
  });
});

test("a number beside the count stays beside it, and a text is counted", () => {
  const twice = added(added(START, { field: AMOUNT, kind: "field" }), { field: REGION, kind: "field" }, "measures");
  expect(twice.measures.map(({ of }) => of.kind)).toEqual(["sum", "distinct"]);
});

test("what goes across is a pivot, and what is moved keeps its settings", () => {
  const quarter = { expression: "placed", grain: "quarter" as const, name: "placed" };
  const made = moved({ ...START, rows: [quarter] }, "rows", "placed", "columns", PLACED);
  expect(made.rows).toEqual([]);
  expect(queryOf(made).pivot).toEqual(["placed"]);
  expect(made.columns[0]?.grain).toBe("quarter");
  const back = moved({ ...made, rows: [{ expression: "a", name: "a" }] }, "columns", "placed", "rows", PLACED, 0);
  expect(back.rows.map(({ name }) => name)).toEqual(["placed", "a"]);
});

test("the first few are members of the first grouping, by the first number, with the rest as others", () => {
  const made = added({ ...START, limit: { count: 5, others: true } }, { field: REGION, kind: "field" });
  expect(queryOf(made).limit).toEqual({ by: "count", count: 5, dimension: "customer_region_name", others: true });
  expect(queryOf({ ...START, limit: { count: 5, others: true } }).limit).toEqual({ count: 5 });
});

test("an order by what is gone is no order, and a comparison needs a period", () => {
  const made = { ...START, comparison: "previous_year" as const, sort: [{ by: "gone", descending: true }] };
  expect(queryOf(made)).not.toHaveProperty("sort");
  expect(queryOf(made)).not.toHaveProperty("comparison");
  const timed = { ...made, time: { expression: "placed", range: ["2026-01-01", "2026-02-01"] as const } };
  expect(queryOf(timed)).toMatchObject({
    comparison: "previous_year",
    period: { end: "2026-02-01", start: "2026-01-01", time: "placed" },
  });
});

test("a metric is a number on any shelf, and a time that filters is the period", () => {
  const metric = { dataset: "order", description: LABEL(""), label: LABEL("Revenue"), name: "revenue" } as MetricView;
  expect(added(START, { kind: "metric", metric }, "rows").measures).toEqual([
    { name: "revenue", of: { kind: "metric", metric: "revenue" } },
  ]);
  expect(added(START, { field: PLACED, kind: "field" }, "filters").time).toEqual({
    expression: "placed",
    word: "this_year",
  });
  const filtered = added(START, { field: REGION, kind: "field" }, "filters");
  expect(removed(filtered, "filters", "customer.region.name").filters).toEqual([]);
});

test("filters become a condition in which texts are written as texts", () => {
  const text = { expression: "name", type: "string" };
  expect(conditionOf([], null)).toBeNull();
  expect(conditionOf([{ ...text, members: ['a"b', null] }], null)).toBe('(name) = "a\\"b" or (name) = null');
  expect(conditionOf([{ expression: "amount", least: "5", most: "9.5", type: "number" }], "won = true")).toBe(
    "(won = true) and ((amount) >= 5) and ((amount) <= 9.5)",
  );
  // What is no number cannot become a part of the language.
  expect(conditionOf([{ expression: "amount", least: "5) or (true", type: "number" }], null)).toBe(
    '(amount) >= "5) or (true"',
  );
  expect(conditionOf([{ ...text, except: true, members: ["a"] }], null)).toBe('(name) = null or not((name) = "a")');
});

test("a question goes through the address and back, and what makes no sense is none", () => {
  const made = added(START, { field: REGION, kind: "field" });
  expect(readFrom(`q=${written(made)}`)).toEqual(made);
  for (const text of ["", "q=", "q=%7B", "q=null", 'q={"dataset":"order","rows":3}']) expect(readFrom(text)).toBeNull();
});

test("the question of a chart can be changed further", () => {
  const query: ReportQuery = {
    dataset: "order",
    dimensions: [
      { expression: "placed", grain: "month", name: "month" },
      { expression: "region", name: "region" },
    ],
    filter: "amount > 0",
    measures: [{ name: "n", of: { kind: "count" } }],
    pivot: ["region"],
    stretch: { time: "placed", word: "this_year" },
  };
  expect(queryOf(explorationOf(query, "pivot"))).toEqual(query);
});

test("names are those that the server takes, and are taken once", () => {
  expect(nameOf("customer.region.name", [])).toBe("customer_region_name");
  expect(nameOf("created at", ["created_at", "created_at_2"])).toBe("created_at_3");
  expect(nameOf("金额", [])).toBe("column");
  expect(nameOf("2nd", [])).toMatch(/^[a-z]/);
});

test("a number is shown in other ways without forgetting what it is", () => {
  const of = measureOf("average", "growth_year", "amount");
  expect([wordOf(of), wayOf(of), innerOf(of)]).toEqual([
    "average",
    "growth_year",
    { kind: "average", value: "amount" },
  ]);
  expect(measureLabel("average", "share", { en: "Amount", "zh-CN": "金额" })).toEqual({
    en: "Average Amount (share)",
    "zh-CN": "金额平均值（占比）",
  });
});

test("a chart is the one that was chosen while it fits, else the best of those that do", () => {
  const one: ReportQuery = { dataset: "order", measures: [{ name: "n", of: { kind: "count" } }] };
  const by = { ...one, dimensions: [{ expression: "region", name: "region" }] };
  const answer = { suggested: ["sankey", "bar", "table"] } as unknown as Answer;
  expect(kindOf("pie", by, answer)).toBe("pie");
  expect(kindOf("pie", one, { suggested: ["kpi"] } as unknown as Answer)).toBe("kpi");
  expect(kindOf(null, by, answer)).toBe("bar");
  expect(kindOf(null, { ...by, pivot: ["region"] }, answer)).toBe("pivot");
  expect(kindOf(null, by, undefined)).toBe("table");
  expect(fits("calendar", by)).toBe(false);
  expect(["bar", "sankey", "calendar", "forecast"].map((kind) => lackOf(kind as "bar", by))).toEqual([
    null,
    "room",
    "calendar",
    "forecast",
  ]);
  expect(chartOf("kpi", one)).toMatchObject({ kind: "kpi", value: "n" });
  const share: ReportQuery = { ...by, measures: [{ name: "s", of: measureOf("sum", "share", "amount") }] };
  expect(chartOf("bar", share).formats).toEqual({ s: { digits: 1, style: "percent" } });
});
