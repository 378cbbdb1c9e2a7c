import { expect, test } from "vitest";
import { axisText, numberText } from "./numbers";

test("numbers are written as their measure says", () => {
  expect(numberText(null, {}, "en")).toBe("–");
  expect(numberText(1234.5678, {}, "en")).toBe("1,234.5678");
  expect(numberText(0.2534, { style: "percent" }, "en")).toBe("25.3%");
  expect(numberText(0.25, { digits: 0, style: "percent" }, "en")).toBe("25%");
  expect(numberText(439_400_000, { compact: true, currency: "CNY", style: "money" }, "zh-CN")).toBe("¥4.4亿");
  expect(numberText(12, { compact: true, currency: "CNY", digits: 2, style: "money" }, "en")).toBe("¥12.00");
  expect(numberText(3, { digits: 1, style: "days" }, "en")).toBe("3.0 days");
});

test("axes have short numbers", () => {
  expect(axisText(1_500_000, { style: "money" }, "en")).toBe("1.5M");
  expect(axisText(0.5, { style: "percent" }, "en")).toBe("50%");
  // Marks less than a tenth apart are told apart.
  expect([0, 0.005, 0.01].map((one) => axisText(one, { style: "percent" }, "en"))).toEqual(["0%", "0.5%", "1%"]);
  expect([0, 0.02, 0.04].map((one) => axisText(one, {}, "en"))).toEqual(["0", "0.02", "0.04"]);
});
