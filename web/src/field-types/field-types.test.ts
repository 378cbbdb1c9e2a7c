import { createElement, type FunctionComponent } from "react";
import { renderToString } from "react-dom/server";
import { beforeAll, expect, test, vi } from "vitest";
import type { FieldType, InputProps, Json } from "../fields/field-type";
import { same } from "../fields/values";
import { FIELD_TYPES } from "../generated/field-types";
import type { AnyField, FieldKind, FieldKinds } from "../generated/forms";

const ID = "11111111-1111-4111-8111-111111111111";
const words = (text: string) => ({ en: text, "zh-CN": text });
const options = ["A", "B"].map((value) => ({ label: words(`label ${value}`), value }));
const states = ["open", "won"].map((name) => ({ label: words(`state ${name}`), name }));
const common = (name: string) => ({ label: words(`the ${name}`), name });

/** A field of each kind, a value of it, and what people read of the value. */
const SAMPLES: { readonly [K in FieldKind]: readonly [Omit<FieldKinds[K], "kind" | "name" | "label">, Json, string] } =
  {
    address: [
      {},
      { city: "上海市", code: "310115", detail: "世纪大道 1 号", district: "浦东新区", province: "上海市" },
      "浦东新区",
    ],
    barcode: [{ symbology: "ean13" }, "6901234567892", "6901234567892"],
    button: [{ effect: "crm.win" }, null, ""],
    choice: [{ options }, "A", "label A"],
    choices: [{ options }, ["A", "B"], "label B"],
    colour: [{}, "#2f54d8", "#2f54d8"],
    credit_code: [{}, "91310115MA1K4ABC1X", "91310115MA1K4ABC1X"],
    date: [{}, "2026-05-31", "2026-05-31"],
    date_range: [{}, { from: "2026-05-01", to: "2026-05-31" }, "2026-05-01 ~ 2026-05-31"],
    date_time: [{}, "2026-05-31T01:30:00Z", "2026-05-31"],
    department: [{}, ID, "11111111"],
    dictionary: [{ dictionary: "trades" }, "cars", "cars"],
    email: [{}, "li@example.com", "mailto:li@example.com"],
    file: [{}, [ID], "11111111"],
    formula: [{ expression: "1 + 1" }, "2.50", "2.5"],
    id_card: [{}, "11010519491231002X", "11010519491231002X"],
    image: [{}, [ID], "<img"],
    json: [{}, { a: 1 }, "&quot;a&quot;:1"],
    location: [{}, { label: "外滩", latitude: "31.24", longitude: "121.49" }, "外滩"],
    long_text: [{}, "one\ntwo", "one\ntwo"],
    lookup: [{ field: "level", through: "customer" }, "A", "A"],
    money: [{ currency: "USD" }, "1234567.8", "US$1,234,567.80"],
    number: [{ digits: 1, unit: words("kg") }, "12345.60", "12,345.6 kg"],
    percent: [{}, "0.155", "15.5%"],
    phone: [{}, "+8613800138000", "+86138 0013 8000".slice(3)],
    rating: [{ stars: 5 }, "4", "★★★★"],
    reference: [{ to: "customer" }, ID, "11111111"],
    rich_text: [{}, "<p>Hello <b>you</b></p>", "Hello you"],
    rollup: [{ aggregate: "sum", field: "amount", over: "lines" }, "7", "7"],
    serial_number: [{ parts: [] }, "QT-0001", "QT-0001"],
    signature: [{}, ID, "<img"],
    slider: [{}, "30", "30"],
    stage: [{ states }, "won", "state won"],
    subtable: [{ fields: [] }, [{ id: ID }, { id: ID }], "2 rows"],
    switch: [{}, true, "Yes"],
    text: [{}, "ACME", "ACME"],
    time: [{}, "09:30:00", "09:30"],
    url: [{}, "https://example.com/a", "example.com/a"],
    user: [{}, ID, "11111111"],
    users: [{}, [ID], "11111111"],
  };
const KINDS = Object.keys(SAMPLES) as FieldKind[];
/** Values that nobody enters, or that are only shown by their shape. */
const GIVEN: ReadonlySet<FieldKind> = new Set(["button", "subtable"]);

function fieldOf(kind: FieldKind): AnyField {
  return { ...common(kind), ...SAMPLES[kind][0], kind } as AnyField;
}

function typeOf(kind: FieldKind): FieldType {
  return FIELD_TYPES[kind] as unknown as FieldType;
}

function inputOf(kind: FieldKind, given: Partial<InputProps> = {}): string {
  const props: InputProps = {
    compact: false,
    describedBy: "wrong",
    disabled: false,
    field: fieldOf(kind),
    id: "here",
    invalid: false,
    label: `the ${kind}`,
    offers: () => true,
    onChange: () => undefined,
    placeholder: undefined,
    required: false,
    value: null,
    ...given,
  };
  return renderToString(createElement(typeOf(kind).Input as FunctionComponent<InputProps>, props));
}

beforeAll(async () => {
  vi.stubGlobal("localStorage", { getItem: () => "en", setItem: () => undefined });
  vi.stubGlobal("document", { documentElement: {}, title: "" });
  vi.stubGlobal("navigator", { language: "en" });
  const { startTexts } = await import("../core/language");
  await startTexts();
  vi.stubGlobal("document", undefined);
});

test("there is a sample of every kind", () => {
  expect(KINDS.sort()).toEqual(Object.keys(FIELD_TYPES).sort());
});

test.each(KINDS)("%s shows nothing, a value, a mistake and that it is closed", (kind) => {
  const [, value] = SAMPLES[kind];
  for (const given of [{}, { value }, { invalid: true, value }, { disabled: true, value }, { compact: true, value }]) {
    expect(inputOf(kind, given)).not.toBe("");
  }
});

test.each(KINDS.filter((kind) => kind !== "subtable" && kind !== "rich_text" && kind !== "signature"))(
  "%s can be found by its label",
  (kind) => {
    // The rows of a sub-table, the editor and the sheet for signatures are loaded when they are needed.
    const drawn = inputOf(kind);
    expect(drawn.includes('id="here"') || drawn.includes(`aria-label="the ${kind}"`)).toBe(true);
  },
);

test.each(KINDS.filter((kind) => !["button"].includes(kind)))("%s shows a value in a cell", (kind) => {
  const [, value, shown] = SAMPLES[kind];
  const Cell = typeOf(kind).Cell as FunctionComponent<{ field: AnyField; value: Json }>;
  expect(renderToString(createElement(Cell, { field: fieldOf(kind), value })).replace(/<!-- -->/g, "")).toContain(
    shown,
  );
});

test.each(KINDS.filter((kind) => !GIVEN.has(kind)))("%s keeps its value on the way through expressions", (kind) => {
  const [, value] = SAMPLES[kind];
  const type = typeOf(kind);
  const back = type.adopted(type.seen(value, fieldOf(kind)), fieldOf(kind));
  const numeric = typeof value === "string" && Number(value) === Number(back);
  expect(numeric || same(back, value) || new Date(String(back)).getTime() === new Date(String(value)).getTime()).toBe(
    true,
  );
});

test.each(KINDS)("%s sees nothing where there is nothing", (kind) => {
  const seen = typeOf(kind).seen(null, fieldOf(kind));
  expect(kind === "subtable" ? seen : (seen ?? [])).toEqual([]);
});

test.each([
  ["number", "12,345.60", "12345.6"],
  ["money", "￥1,000.00", "1000"],
  ["percent", "15%", "0.15"],
  ["date", "2026/5/3", "2026-05-03"],
  ["time", "9:05", "09:05:00"],
  ["switch", "是", true],
  ["choice", "label B", "B"],
  ["stage", "state won", "won"],
] as const)("%s understands %s from a spreadsheet", (kind, text, value) => {
  expect(typeOf(kind).understood(text, fieldOf(kind))).toBe(value);
});
