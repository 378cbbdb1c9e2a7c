import { expect, test } from "vitest";
import type { Answer } from "../generated/api";
import { periodText, readAnswer } from "./answer";
import { type AnyChart, type Colours, linesOf, tip } from "./drawing";
import { DRAWINGS } from "./drawings";

const LABEL = (text: string) => ({ en: text, "zh-CN": text });
const COLOURS: Colours = { bad: "r", good: "g", line: "l", quiet: "q", series: ["a", "b"], surface: "s", text: "t" };
const WORDS = { language: "en", say: (one: { en: string }) => one.en, t: ((key: string) => key) as never };

const ANSWER = {
  at: "2026-01-01T00:00:00Z",
  columns: [
    { grain: "month", name: "month", role: "dimension", type: "date" },
    { label: LABEL("Region"), name: "region", role: "dimension", type: "string" },
    { label: LABEL("Amount"), name: "amount", role: "measure", type: "number" },
  ],
  milliseconds: 1,
  query: { dataset: "order", measures: [] },
  rows: [
    { count: 2, level: ["month", "region"], values: ["2026-01-01", "East", "10.5"] },
    { count: 1, level: ["month", "region"], values: ["2026-01-01", "<West>", "-3"] },
    { count: 1, level: ["month", "region"], others: ["region"], values: ["2026-02-01", null, "7"] },
    { count: 4, level: [], values: [null, null, "14.5"] },
  ],
  sql: "",
} as unknown as Answer;

test("an answer becomes members and a line for each member of its second dimension", () => {
  const chart = { kind: "bar", query: ANSWER.query } as AnyChart;
  const { lines, members } = linesOf({ chart, colours: COLOURS, read: readAnswer(ANSWER), words: WORDS });
  expect(members).toEqual(["2026-01", "2026-02"]);
  expect(lines.map(({ name, points }) => [name, points.map((one) => one?.value ?? null)])).toEqual([
    ["East", [10.5, null]],
    ["<West>", [-3, null]],
    ["reports.others", [null, 7]],
  ]);
});

test("totals are no groups", () => {
  const read = readAnswer(ANSWER);
  expect(read.details.length).toBe(3);
  expect(read.total?.values[2]).toBe("14.5");
});

test("every kind is drawn of any answer, with nothing in it too", () => {
  const empty = { ...ANSWER, rows: [] };
  for (const [kind, draw] of Object.entries(DRAWINGS)) {
    const more = { greatest: "amount", least: "amount", lines: ["amount"], x: "amount", y: "amount" };
    const points = [
      { actual: "3", period: "2026-01-01" },
      { expected: "4", high: "5", low: "3", period: "2026-02-01" },
    ];
    const finding = { confidence: 80, grain: "month", kind: "forecast", series: [{ points }] };
    const chart = { ...more, kind, query: ANSWER.query, ...(kind === "gauge" ? { greatest: 10, least: 0 } : {}) };
    for (const given of [ANSWER, empty]) {
      const answer = given === ANSWER && kind === "forecast" ? ({ ...given, finding } as Answer) : given;
      const drawn = { chart, colours: COLOURS, read: readAnswer(answer), words: WORDS };
      const option = (draw as (one: unknown) => { series?: { data?: unknown[] }[] })(drawn);
      if (given === ANSWER)
        expect(
          option.series?.some((one) => (one.data ?? []).length > 0),
          kind,
        ).toBe(true);
    }
  }
});

test("what people wrote stands in a tip as text", () => {
  expect(tip("<b>", [["x & y", "1"]])).toContain("&lt;b&gt;<br>x &amp; y");
});

test("periods are named by their grain", () => {
  expect(periodText("month", "2026-03-01", "en")).toBe("2026-03");
  expect(periodText("quarter", "2026-04-01", "en")).toBe("2026 Q2");
  expect(periodText("year", "2026-01-01", "en")).toBe("2026");
  expect(periodText("week", "2026-03-02", "en")).toBe("2026-03-02");
  expect(periodText("day_of_week", "1", "en")).toBe("Mon");
  expect(periodText("hour_of_day", "7", "en")).toBe("07:00");
});
