import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  pickedCompletion,
} from "@codemirror/autocomplete";
import type { Diagnostic as Squiggle } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { type EditorView, hoverTooltip } from "@codemirror/view";
import { ask } from "../../api/client";
import type { Diagnostic, Label, Sample, SignatureHelp, Suggestion } from "../../generated/api";
import { toCharacters, toUnits } from "./offsets";

/** What the editor asks the page for, each time anew: the page changes while the editor stays. */
export interface Surroundings {
  readonly names: () => readonly Sample[];
  readonly say: (label: Label) => string;
  readonly kindName: (kind: Suggestion["kind"]) => string;
}

const ICON_TYPES: Readonly<Record<Suggestion["kind"], string>> = {
  function: "function",
  keyword: "keyword",
  member: "property",
  name: "variable",
};

/** Suggestions and explanations, as the server knows them. */
export function assistance(around: Surroundings): Extension {
  return [
    autocompletion({ activateOnTypingDelay: 60, icons: true, override: [(context) => suggestions(context, around)] }),
    hoverTooltip((view, position) => explanation(view, position, around), { hoverTime: 350 }),
  ];
}

async function suggestions(context: CompletionContext, around: Surroundings): Promise<CompletionResult | null> {
  const text = context.state.doc.toString();
  const before = text.slice(0, context.pos);
  if (!context.explicit && !/[\p{L}\p{N}_.]$/u.test(before)) return null;
  const controller = new AbortController();
  context.addEventListener("abort", () => controller.abort());
  try {
    const found = await ask(
      "POST /api/language/complete",
      { names: around.names(), position: toCharacters(text, context.pos), text },
      controller.signal,
    );
    if (found.length === 0) return null;
    const from = Math.min(...found.map((one) => toUnits(text, one.span[0])));
    return { filter: false, from, options: found.map((one) => option(one, text, around)) };
  } catch {
    // An editor without suggestions is still an editor; the page says that the server is away.
    return null;
  }
}

function option(one: Suggestion, text: string, around: Surroundings): Completion {
  const from = toUnits(text, one.span[0]);
  const call = one.kind === "function";
  const documentation = one.documentation;
  return {
    apply: (view: EditorView, completion: Completion, _from: number, to: number) => {
      const opened = view.state.sliceDoc(to, to + 1) === "(";
      const insert = call && !opened ? `${one.text}()` : one.text;
      view.dispatch({
        annotations: pickedCompletion.of(completion),
        changes: { from, insert, to },
        selection: { anchor: from + one.text.length + (call ? 1 : 0) },
      });
    },
    detail: call ? (one.type ?? "").slice(one.text.length) : (one.type ?? "") || around.kindName(one.kind),
    label: one.text,
    type: ICON_TYPES[one.kind],
    ...(documentation ? { info: () => textNode(around.say(documentation)) } : {}),
  };
}

async function explanation(view: EditorView, position: number, around: Surroundings) {
  const text = view.state.doc.toString();
  try {
    const found = await ask("POST /api/language/hover", {
      names: around.names(),
      position: toCharacters(text, position),
      text,
    });
    if (found === null) return null;
    const dom = document.createElement("div");
    dom.className = "hover-note";
    const title = document.createElement("code");
    title.textContent = found.title;
    dom.append(title);
    if (found.documentation) dom.append(textNode(around.say(found.documentation)));
    return {
      above: true,
      create: () => ({ dom }),
      end: toUnits(text, found.span[1]),
      pos: toUnits(text, found.span[0]),
    };
  } catch {
    return null;
  }
}

function textNode(text: string): HTMLElement {
  const dom = document.createElement("div");
  dom.textContent = text;
  return dom;
}

/** Returns the call that a position stands in, null outside of calls and when the server is away. */
export async function callAt(
  text: string,
  position: number,
  names: readonly Sample[],
  signal: AbortSignal,
): Promise<SignatureHelp | null> {
  if (!text.includes("(") && !text.includes("（")) return null;
  try {
    return await ask("POST /api/language/signature", { names, position: toCharacters(text, position), text }, signal);
  } catch {
    return null;
  }
}

/** Returns the squiggles of diagnostics in a text. */
export function squiggles(text: string, found: readonly Diagnostic[], say: (label: Label) => string): Squiggle[] {
  return found.map((one) => {
    const [start, end] = one.span ?? [0, text.length];
    const from = Math.min(toUnits(text, start), text.length);
    const to = Math.min(toUnits(text, end), text.length);
    return {
      from: from === to && from > 0 && from === text.length ? from - 1 : from,
      message: say(one.message),
      renderMessage: () => noteOf(say(one.message), one.hint ? say(one.hint) : ""),
      severity: one.severity ?? "error",
      to,
    };
  });
}

function noteOf(message: string, hint: string): HTMLElement {
  const dom = document.createElement("div");
  dom.className = "squiggle-note";
  const strong = document.createElement("strong");
  strong.textContent = message.replaceAll("`", "");
  dom.append(strong, textNode(hint.replaceAll("`", "")));
  return dom;
}
