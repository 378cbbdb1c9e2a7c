import { Decoration, EditorView, MatchDecorator, ViewPlugin, type ViewUpdate } from "@codemirror/view";

const KEYWORDS = "and|or|not|in|between|if|then|else|for|return|some|every|satisfies|instance of|function|external";
const CONSTANTS = "true|false|null";

/** What has a colour of its own, the first alternative that fits: comments, texts, numbers, words, calls. */
const PIECES = new RegExp(
  [
    String.raw`(?<comment>//.*|/\*[\s\S]*?\*/)`,
    String.raw`(?<text>@?"(?:[^"\\]|\\.|"")*"?)`,
    String.raw`(?<number>(?<![\p{L}\p{N}_])(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?%?)`,
    String.raw`(?<![\p{L}\p{N}_.])(?<constant>(?:${CONSTANTS})(?![\p{L}\p{N}_]))`,
    String.raw`(?<![\p{L}\p{N}_.])(?<keyword>(?:${KEYWORDS})(?![\p{L}\p{N}_]))`,
    String.raw`(?<call>[\p{L}_][\p{L}\p{N}_]*(?=\s*[(（]))`,
  ].join("|"),
  "gu",
);

const MARKS = Object.fromEntries(
  ["comment", "text", "number", "constant", "keyword", "call"].map((name) => [
    name,
    Decoration.mark({ class: `cm-piece-${name}` }),
  ]),
);

const decorator = new MatchDecorator({
  decorate: (add, from, to, match) => {
    const name = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined)?.[0];
    const mark = name === undefined ? undefined : MARKS[name];
    if (mark !== undefined) add(from, to, mark);
  },
  regexp: PIECES,
});

/** Colours the words of the language; what they mean is the server's to say. */
export const editorColours = ViewPlugin.define(
  (view) => ({
    decorations: decorator.createDeco(view),
    update(change: ViewUpdate) {
      this.decorations = decorator.updateDeco(change, this.decorations);
    },
  }),
  { decorations: (plugin) => plugin.decorations },
);

/** How the editor looks; the colours follow the page. */
export const editorLook = EditorView.theme({
  "&": { backgroundColor: "transparent", color: "var(--text)", fontSize: "15px" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { caretColor: "var(--accent)", fontFamily: "var(--mono)", lineHeight: "1.7", padding: "12px 0" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-line": { padding: "0 16px" },
  ".cm-placeholder": { color: "var(--quiet)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection": {
    backgroundColor: "var(--accent-soft) !important",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--accent-soft) !important", outline: "1px solid var(--accent)" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-strong)",
    borderRadius: "8px",
    boxShadow: "0 8px 24px rgb(0 0 0 / 14%)",
    color: "var(--text)",
    overflow: "hidden",
  },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "13px", maxHeight: "16em" },
  ".cm-tooltip-autocomplete > ul > li": {
    alignItems: "baseline",
    display: "flex",
    gap: "8px",
    lineHeight: "1.6",
    padding: "3px 10px !important",
  },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent-soft) !important",
    color: "var(--text) !important",
  },
  ".cm-completionDetail": {
    color: "var(--quiet)",
    fontSize: "12px",
    fontStyle: "normal",
    marginLeft: "auto",
    maxWidth: "22em",
    overflow: "hidden",
    paddingLeft: "16px",
    textOverflow: "ellipsis",
  },
  ".cm-completionIcon": { opacity: "1", paddingRight: "4px", width: "1.2em" },
  ".cm-completionInfo": { fontSize: "13px", lineHeight: "1.6", maxWidth: "320px", padding: "8px 12px" },
});
