import type { TaskView } from "../../generated/api";
import type { Verb, VerbKind } from "./tasks";

/** What has to be entered for a verb. */
export type VerbField = "people" | "person" | "where" | "back" | "opinion" | "text" | "signature" | "node" | "mentions";

/** What a dialog asks for before a verb is carried out; the others need nothing, or only what stands beside them. */
export const ASKS: Readonly<Partial<Record<VerbKind, readonly VerbField[]>>> = {
  add_signer: ["where", "people", "opinion"],
  ask: ["people", "text"],
  comment: ["text", "mentions"],
  copy: ["people"],
  delegate: ["person", "opinion"],
  jump: ["node", "opinion"],
  reassign: ["person", "opinion"],
  resume: ["opinion"],
  send_back: ["back", "opinion"],
  skip: ["opinion"],
  suspend: ["opinion"],
  terminate: ["opinion"],
  transfer: ["person", "opinion"],
  urge: ["opinion"],
  withdraw: ["opinion"],
};

/** What somebody enters for a verb. */
export interface Entered {
  readonly people: readonly string[];
  readonly where: "before" | "after" | "beside";
  readonly back: string;
  readonly afterwards: "again" | "straight";
  readonly text: string;
  readonly node: string;
}

export const NOTHING_ENTERED: Entered = {
  afterwards: "again",
  back: "",
  node: "",
  people: [],
  text: "",
  where: "before",
};

/** Where a task goes back to: the step before, the initiator, or a step by its name. */
export const TO_INITIATOR = "/initiator";

/** What a verb is about, besides the task of the page. */
export interface Aim {
  readonly task?: string;
  readonly token?: string;
  readonly incident?: string;
}

/** Returns a verb with what was entered for it; null when something is missing. */
export function verbOf(kind: VerbKind, entered: Entered, aim: Aim): Verb | null {
  const opinion = entered.text.trim() === "" ? null : entered.text.trim();
  const [person] = entered.people;
  switch (kind) {
    case "add_signer":
      return person === undefined ? null : { kind, opinion, people: entered.people, where: entered.where };
    case "ask":
      return person === undefined || opinion === null ? null : { kind, opinion, people: entered.people };
    case "copy":
      return person === undefined ? null : { kind, people: entered.people };
    case "comment":
      return opinion === null ? null : { kind, mentions: entered.people, opinion };
    case "delegate":
    case "transfer":
      return person === undefined ? null : { kind, opinion, to: person };
    case "reassign":
      return person === undefined || aim.task === undefined ? null : { kind, opinion, task: aim.task, to: person };
    case "send_back":
      return {
        kind,
        opinion,
        // biome-ignore lint/suspicious/noThenProperty: the server calls it so, and it is no function
        then: entered.afterwards,
        ...(entered.back === TO_INITIATOR ? { to_initiator: true } : entered.back === "" ? {} : { to: entered.back }),
      };
    case "jump":
      return entered.node === "" || aim.token === undefined
        ? null
        : { kind, opinion, to: entered.node, token: aim.token };
    case "retry":
      return aim.incident === undefined ? null : { incident: aim.incident, kind };
    case "skip":
      return aim.incident === undefined ? null : { incident: aim.incident, kind, opinion };
    case "remove_signer":
      return aim.task === undefined ? null : { kind, task: aim.task };
    case "resume":
    case "suspend":
    case "terminate":
    case "withdraw":
    case "urge":
      return { kind, opinion };
    default:
      return null;
  }
}

/** Returns whether an opinion has to be given with a decision. */
export function needsOpinion(view: Pick<TaskView, "opinion">, kind: VerbKind): boolean {
  return view.opinion === "required" || (view.opinion === "required_to_reject" && kind === "reject");
}
