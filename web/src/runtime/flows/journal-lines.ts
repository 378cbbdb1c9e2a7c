import type { InstanceView, JournalLine } from "../../generated/api";

/** What is a matter of the flow itself, and is shown when it is asked for. */
const INNER: ReadonlySet<string> = new Set(["entered", "joined", "opened", "decided", "effect_done", "timer_due"]);
/** What the flow does because somebody has just done something that says the same. */
const ECHOES: Readonly<Record<string, readonly string[]>> = {
  came_back: ["take_back"],
  ended: ["withdraw", "terminate"],
  passed: ["transfer", "reassign", "hand_over", "delegate"],
  returned: ["send_back"],
};
/** The lines that lead to a step. */
const LEADING: ReadonlySet<string> = new Set(["jump", "returned", "send_back"]);
const PEOPLE = ["to", "people", "person"] as const;

/** Returns the lines of a journal that people are told: all, or only what they did and what they have to know. */
export function shownLines(instance: InstanceView, all: boolean): readonly JournalLine[] {
  const lines = instance.journal ?? [];
  if (all) return lines;
  const copies = new Set((instance.tasks ?? []).flatMap((one) => (one.kind === "copy" ? [one.key] : [])));
  const kept = lines.findLast((one) => one.kind === "save_draft");
  return lines.filter((line, place) => {
    if (line.actor_name === "" && (INNER.has(line.kind) || echoes(line, lines[place - 1]))) return false;
    // That somebody has looked at a task stands beside their name; of a copy it is all that happens.
    if (line.kind === "read") return copies.has(line.task ?? "");
    return line.kind !== "save_draft" || line === kept;
  });
}

function echoes(line: JournalLine, before: JournalLine | undefined): boolean {
  const told = before !== undefined && ECHOES[line.kind]?.includes(before.kind) === true;
  // What somebody who is away would get goes on to a substitute: that has to be told.
  return told && (line.kind !== "passed" || detailOf(line, "to") === detailOf(before, "to"));
}

/** Returns whom or where a line leads: people by their names, a step by what it is called; empty for nowhere. */
export function leadsTo(instance: InstanceView, line: JournalLine, stepOf: (node: string) => string): string {
  const lines = instance.journal ?? [];
  if (line.kind === "remove_signer") {
    return (instance.tasks ?? []).find((one) => one.key === line.task)?.person_name ?? "";
  }
  if (LEADING.has(line.kind)) {
    // Who sends back to the step before does not name it: what the flow did then does.
    const told = line.kind === "send_back" ? lines[lines.indexOf(line) + 1] : line;
    const node = told === undefined ? undefined : detailOf(told, "to");
    return typeof node === "string" ? stepOf(node) : "";
  }
  const named = PEOPLE.flatMap((key) => detailOf(line, key) ?? []);
  return named.filter((one): one is string => typeof one === "string").join(", ");
}

function detailOf({ detail }: JournalLine, key: string): unknown {
  return detail?.[key];
}

/** Returns the line of who ended a task that nobody decided, such as a withdrawal; undefined where nobody did. */
export function endOf(instance: InstanceView, closedAt: string | null | undefined): JournalLine | undefined {
  const at = closedAt ?? instance.ended_at;
  if (at == null) return undefined;
  return (instance.journal ?? []).findLast((one) => one.actor_name !== "" && one.kind !== "read" && same(one.at, at));
}

/** Returns the line that tells why somebody has a task who was not asked by the flow itself; undefined for none. */
export function causeOf(
  instance: InstanceView,
  task: { readonly key: string; readonly kind: string; readonly relation: string; readonly opened_at: string },
): JournalLine | undefined {
  const lines = instance.journal ?? [];
  const passed = lines.findLast(
    (one) => one.task === task.key && (one.kind === "transfer" || one.kind === "reassign") && one.actor_name !== "",
  );
  if (passed !== undefined) return passed;
  const kinds =
    task.kind === "question"
      ? ["ask"]
      : task.relation === "delegate"
        ? ["delegate"]
        : task.relation === "seat"
          ? ["send_back"]
          : ["add_signer"];
  return lines.findLast((one) => kinds.includes(one.kind) && same(one.at, task.opened_at));
}

function same(one: string, other: string): boolean {
  return new Date(one).getTime() === new Date(other).getTime();
}
