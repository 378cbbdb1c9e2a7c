import { expect, test } from "vitest";
import { databaseAt, type Place, urlOf } from "./connection-url";

test("where a database is goes into an address and comes back", () => {
  const places: Place[] = [
    { database: "erp", encryption: "prefer", host: "erp.internal", port: 5432 },
    { database: "账套 1/2", encryption: "verify-full", host: "10.0.0.7", port: 6543 },
    { database: "erp", encryption: "disable", host: "[::1]", port: 5432 },
  ];
  for (const one of places) expect(databaseAt(urlOf(one))).toEqual(one);
});

test("an address that says little gets what is usual", () => {
  const usual = { encryption: "prefer", port: 5432 };
  expect(databaseAt("postgres://erp")).toEqual({ ...usual, database: "", host: "erp" });
  expect(databaseAt(undefined)).toEqual({ ...usual, database: "", host: "" });
});
