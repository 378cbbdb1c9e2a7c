import { expect, test } from "vitest";
import type { StageField } from "../generated/forms";
import { surelyPassed } from "./stage";

const words = (text: string) => ({ en: text, "zh-CN": text });

/** Returns a field of states with ways between some of them. */
function field(states: readonly string[], ways: readonly (readonly [string | null, string])[]): StageField {
  return {
    kind: "stage",
    label: words("State"),
    name: "state",
    states: states.map((name) => ({ label: words(name), name, outcome: "open" })),
    transitions: ways.map(([source, target]) => ({ source, target })),
  } as unknown as StageField;
}

test("a state that can be skipped is not shown as passed", () => {
  const quotation = field(
    ["draft", "approval", "approved", "sent"],
    [
      ["draft", "approval"],
      ["approval", "approved"],
      ["approved", "sent"],
      ["draft", "sent"],
    ],
  );
  expect([...surelyPassed(quotation, "sent")]).toEqual(["draft"]);
  expect([...surelyPassed(quotation, "approved")]).toEqual(["draft", "approval"]);
  expect([...surelyPassed(quotation, "draft")]).toEqual([]);
});

test("nothing is passed for sure where states are free to choose", () => {
  expect([...surelyPassed(field(["draft", "sent"], []), "sent")]).toEqual([]);
  expect([...surelyPassed(field(["draft", "sent", "lost"], [[null, "lost"]]), "lost")]).toEqual(["draft"]);
});
