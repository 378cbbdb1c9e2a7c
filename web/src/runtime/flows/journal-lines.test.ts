import { expect, test } from "vitest";
import type { InstanceView, JournalLine, Seat } from "../../generated/api";
import { causeOf, endOf, leadsTo, shownLines } from "./journal-lines";

const AT = "2026-11-22T08:00:00Z";

/** Returns an instance with lines and tasks. */
function instance(lines: readonly Partial<JournalLine>[], tasks: readonly Partial<Seat>[] = []): InstanceView {
  const journal = lines.map((one, number) => ({ actor_name: "", at: AT, detail: {}, number, ...one }));
  return { journal, tasks } as unknown as InstanceView;
}

const kinds = (view: InstanceView) => shownLines(view, false).map((one) => one.kind);
const stepOf = (node: string) => `step ${node}`;

test("what the flow does because of somebody is told once, and seeing a task is not told at all", () => {
  const view = instance(
    [
      { actor_name: "Wang", kind: "start" },
      { kind: "entered" },
      { actor_name: "Li", kind: "read", task: "k1" },
      { actor_name: "Li", kind: "save_draft" },
      { actor_name: "Li", kind: "save_draft" },
      { actor_name: "Li", detail: { to: "Zhou" }, kind: "transfer" },
      { detail: { to: "Zhou" }, kind: "passed" },
      { detail: { to: "Chen" }, kind: "passed" },
      { actor_name: "Zhou", detail: {}, kind: "send_back" },
      { detail: { to: "manager" }, kind: "returned" },
      { actor_name: "Zhao", kind: "read", task: "k2" },
    ],
    [
      { key: "k1", kind: "approval" },
      { key: "k2", kind: "copy" },
    ],
  );
  // Chen stands in for Zhou: that has to be told. A copy that was read is all that happens of it.
  expect(kinds(view)).toEqual(["start", "save_draft", "transfer", "passed", "send_back", "read"]);
  expect(shownLines(view, true)).toHaveLength(11);
});

test("a line says where it leads by what the step is called, and who is no longer asked", () => {
  const view = instance(
    [
      { actor_name: "Zhou", kind: "send_back" },
      { detail: { to: "manager" }, kind: "returned" },
      { actor_name: "Li", kind: "remove_signer", task: "k1" },
      { actor_name: "Li", detail: { people: ["Zhao", "Chen"] }, kind: "add_signer" },
    ],
    [{ key: "k1", person_name: "Chen" }],
  );
  const told = (view.journal ?? []).map((one) => leadsTo(view, one, stepOf));
  expect(told).toEqual(["step manager", "step manager", "Chen", "Zhao, Chen"]);
});

test("a task tells who ended it, and why somebody has it", () => {
  const later = "2026-11-22T09:00:00Z";
  const view = instance([
    { actor_name: "Li", detail: { opinion: "how many?" }, kind: "send_back", task: "k1" },
    { actor_name: "Wang", at: later, detail: { opinion: "wrong form" }, kind: "withdraw" },
    { at: later, kind: "ended" },
  ]);
  expect(endOf(view, later)?.actor_name).toBe("Wang");
  expect(endOf(view, AT)?.kind).toBe("send_back");
  const seat = { key: "k5", kind: "work", opened_at: "2026-11-22T08:00:00.000Z", relation: "seat" };
  expect(causeOf(view, seat)?.detail).toEqual({ opinion: "how many?" });
  expect(causeOf(view, { ...seat, opened_at: later })).toBeUndefined();
});
