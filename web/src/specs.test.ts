import { expect, expectTypeOf, test } from "vitest";
import type { Label } from "./generated/specs";

test("a document that the server dumps is a value of its generated type", () => {
  const dumped: Label = JSON.parse('{"en": "Customer", "zh-CN": "客户"}');
  expect(dumped["zh-CN"]).toBe("客户");
});

test("a generated type demands every required property and takes no other", () => {
  expectTypeOf<{ en: string; "zh-CN": string }>().toExtend<Label>();
  expectTypeOf<{ en: string }>().not.toExtend<Label>();
  expectTypeOf<keyof Label>().toEqualTypeOf<"en" | "zh-CN">();
});
