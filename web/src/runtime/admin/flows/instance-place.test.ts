import { expect, test } from "vitest";
import { instancesOf, placeOf } from "./instance-place";

test("an address says which instances a figure counts, and is read as it was written", () => {
  const place = { asked: "0195", ended: 90, late: true, node: "check", status: "completed" };
  const address = instancesOf({ app: "crm", flow: "approval" }, place);
  expect(address.startsWith("#/admin/flows/instances/crm/approval/")).toBe(true);
  expect(placeOf(address.split("/").slice(5))).toEqual(place);
  expect(placeOf(["check"])).toEqual({ node: "check" });
  expect(placeOf(["ended=soon", "late=no"])).toEqual({});
});
