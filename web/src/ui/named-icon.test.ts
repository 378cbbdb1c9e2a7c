import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ICONS } from "./named-icon";

const TOP = join(import.meta.dirname, "../../..");
const APPS = join(TOP, "apps_catalog");

test("every icon that a shipped app names is drawn", () => {
  const files = readdirSync(APPS, { encoding: "utf8", recursive: true }).filter((one) => one.endsWith(".json"));
  const named = files.flatMap((one) =>
    [...readFileSync(join(APPS, one), "utf8").matchAll(/"icon": "([^"]+)"/g)].map((found) => found[1] ?? ""),
  );
  expect(named.length).toBeGreaterThan(20);
  expect([...new Set(named)].filter((one) => ICONS[one] === undefined)).toEqual([]);
});

test("the guide names the icons that are drawn", () => {
  const page = readFileSync(join(TOP, "docs/guides/writing-apps.md"), "utf8");
  const listed = [...(page.split("## Icons")[1] ?? "").matchAll(/`([^`]+)`/g)].map((found) => found[1]);
  expect(listed).toEqual(Object.keys(ICONS));
});
