import { expect, test } from "vitest";
import { homeRoute } from "./homes";

test("a form that is named with its app is shown there, anything else where it is", () => {
  expect(homeRoute("app/sales/form/crm.customer/1?back=2")).toBe("app/crm/form/customer/1?back=2");
  expect(homeRoute("app/sales/import/crm.customer")).toBe("app/crm/import/customer");
  for (const one of ["app/sales/form/order/1", "app/sales/view/orders?q=a.b", "tasks/mine", ""]) {
    expect(homeRoute(one)).toBe(one);
  }
});
