import { closeBrackets, closeBracketsKeymap, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, keymap, placeholder } from "@codemirror/view";
import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef } from "react";
import { useTexts } from "../../core/language";
import type { Diagnostic, Sample, SignatureHelp } from "../../generated/api";
import { assistance, callAt, squiggles } from "./editor-assistance";
import { editorColours, editorLook } from "./editor-colours";
import { toUnits } from "./offsets";

/** What the page can do with the editor. */
export interface EditorHandle {
  /** Puts a text where the cursor is, in the place of what is selected. */
  readonly insert: (text: string) => void;
  /** Selects a stretch, counted in characters, and brings it into view. */
  readonly show: (start: number, end: number) => void;
}

/** An editor of one expression. */
export function CodeEditor({
  value,
  names,
  found,
  handle,
  onChange,
  onCall,
}: {
  value: string;
  names: readonly Sample[];
  found: readonly Diagnostic[];
  handle: Ref<EditorHandle>;
  onChange: (text: string) => void;
  onCall: (call: SignatureHelp | null) => void;
}) {
  const { t, say, language } = useTexts();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const words = useRef(new Compartment());
  const asking = useRef<AbortController | null>(null);

  const wording = useEffectEvent(
    (): Extension => [
      placeholder(t("editor.placeholder")),
      EditorView.contentAttributes.of({
        "aria-label": t("editor.label"),
        autocapitalize: "off",
        autocorrect: "off",
        spellcheck: "false",
      }),
    ],
  );
  const changed = useEffectEvent((text: string) => onChange(text));
  const moved = useEffectEvent(async (text: string, position: number) => {
    asking.current?.abort();
    asking.current = new AbortController();
    const { signal } = asking.current;
    const call = await callAt(text, position, names, signal);
    if (!signal.aborted) onCall(call);
  });
  const surroundings = {
    kindName: useEffectEvent((kind: "name" | "member" | "function" | "keyword") => t(`kinds.${kind}`)),
    names: useEffectEvent(() => names),
    say: useEffectEvent(say),
  };
  const initial = useEffectEvent(() => value);
  const helpers = useEffectEvent(() => assistance(surroundings));

  useEffect(() => {
    if (host.current === null) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: initial(),
        extensions: [
          history(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          EditorView.lineWrapping,
          editorColours,
          editorLook,
          helpers(),
          words.current.of(wording()),
          keymap.of([
            ...closeBracketsKeymap,
            ...completionKeymap,
            { key: "Alt-/", run: startCompletion },
            ...lintKeymap,
            ...historyKeymap,
            ...defaultKeymap,
          ]),
          EditorView.updateListener.of((update) => {
            const text = update.state.doc.toString();
            if (update.docChanged) changed(text);
            if (update.docChanged || update.selectionSet) void moved(text, update.state.selection.main.head);
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      asking.current?.abort();
      editor.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({
      changes: { from: 0, insert: value, to: editor.state.doc.length },
      selection: { anchor: value.length },
    });
  }, [value]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language
  useEffect(() => {
    view.current?.dispatch({ effects: words.current.reconfigure(wording()) });
  }, [language]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const text = editor.state.doc.toString();
    editor.dispatch(setDiagnostics(editor.state, text === value ? squiggles(text, found, say) : []));
  }, [found, value, say]);

  useImperativeHandle(handle, () => ({
    insert: (text) => {
      const editor = view.current;
      if (editor === null) return;
      editor.dispatch(editor.state.replaceSelection(text));
      editor.focus();
    },
    show: (start, end) => {
      const editor = view.current;
      if (editor === null) return;
      const text = editor.state.doc.toString();
      const selection = { anchor: toUnits(text, start), head: toUnits(text, end) };
      editor.dispatch({ scrollIntoView: true, selection });
      editor.focus();
    },
  }));

  return <div className="code-editor" ref={host} />;
}
