import "./expression.css";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { lazy, Suspense, useRef, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useMedia, useRested } from "../../core/moments";
import { useStored } from "../../core/stored";
import type { Diagnostic, SignatureHelp } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Mistakes } from "../../ui/mistakes";
import { Pane } from "../../ui/pane";
import { ReadyMadeMenu } from "../../ui/ready-made-menu";
import { Waiting } from "../../ui/waiting";
import { CallHelp } from "./call-help";
import type { EditorHandle } from "./code-editor";
import { FunctionsPane } from "./functions-pane";
import { NamesPane } from "./names-pane";
import { READY_MADE, type ReadyMade, type ReadyMadeName } from "./ready-made";
import { ResultPane } from "./result-pane";

const CodeEditor = lazy(() => import("./code-editor").then((module) => ({ default: module.CodeEditor })));

const SECTIONS = ["expression", "names", "functions"] as const;
type Section = (typeof SECTIONS)[number];

/** Milliseconds that a text rests before it is checked, and before it is computed. */
const CHECK_AFTER = 180;
const COMPUTE_AFTER = 350;

/** The page on which one expression is written, understood and computed everywhere. */
export function ExpressionPage() {
  const { t } = useTexts();
  const narrow = useMedia("(max-width: 1099px)");
  const [section, show] = useState<Section>("expression");
  const [draft, change] = useStored<ReadyMade>("expression", READY_MADE.quotation);
  const editor = useRef<EditorHandle>(null);
  const checked = useCheck(draft);

  const insert = (text: string) => {
    show("expression");
    // On a phone the editor is drawn first.
    requestAnimationFrame(() => editor.current?.insert(text));
  };
  const samples = (Object.keys(READY_MADE) as ReadyMadeName[]).map((key) => ({ key, label: t(`samples.${key}`) }));
  const hidden = (one: Section) => narrow && section !== one;
  return (
    <div className="workbench">
      {narrow ? (
        <Segmented<Section>
          block
          className="sections"
          options={SECTIONS.map((one) => ({ label: t(SECTION_TEXTS[one]), value: one }))}
          value={section}
          onChange={show}
        />
      ) : null}
      <div className="column column-names" hidden={hidden("names")}>
        <NamesPane
          names={draft.names}
          found={checked.data?.names ?? []}
          extra={
            <ReadyMadeMenu
              label={t("names.samples")}
              samples={samples}
              onLoad={(key: ReadyMadeName) => change(READY_MADE[key])}
            />
          }
          onChange={(names) => change({ ...draft, names })}
        />
      </div>
      <div className="column column-main" hidden={hidden("expression")}>
        <EditorPane
          draft={draft}
          found={checked.data?.diagnostics ?? []}
          checked={checked.data !== undefined && !checked.isPlaceholderData}
          editor={editor}
          onChange={(text) => change({ ...draft, text })}
        />
        {checked.error ? <Failure error={checked.error} onRetry={() => void checked.refetch()} /> : null}
        <ResultPane
          draft={useRested(draft, COMPUTE_AFTER)}
          onShow={(start, end) => editor.current?.show(start, end)}
          onRenamed={change}
        />
      </div>
      <div className="column column-functions" hidden={hidden("functions")}>
        <FunctionsPane onInsert={insert} />
      </div>
    </div>
  );
}

const SECTION_TEXTS = {
  expression: "result.short",
  functions: "functions.title",
  names: "names.short",
} as const satisfies Record<Section, string>;

function useCheck(draft: ReadyMade) {
  const rested = useRested(draft, CHECK_AFTER);
  return useQuery({
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => ask("POST /api/language/check", rested, signal),
    queryKey: ["check", rested],
  });
}

function EditorPane({
  draft,
  found,
  checked,
  editor,
  onChange,
}: {
  draft: ReadyMade;
  found: readonly Diagnostic[];
  checked: boolean;
  editor: React.RefObject<EditorHandle | null>;
  onChange: (text: string) => void;
}) {
  const { t } = useTexts();
  const [call, help] = useState<SignatureHelp | null>(null);
  const errors = found.filter((one) => one.severity !== "warning" && one.severity !== "info").length;
  const remarks = found.length - errors;
  const clear = (
    <Button disabled={draft.text === ""} size="small" type="text" onClick={() => onChange("")}>
      {t("editor.clear")}
    </Button>
  );
  return (
    <Pane title={t("editor.title")} extra={clear} className="editor-pane">
      <div className={`editor-frame ${errors > 0 ? "wrong" : ""}`}>
        <Suspense fallback={<Waiting />}>
          <CodeEditor
            value={draft.text}
            names={draft.names}
            found={found}
            handle={editor}
            onChange={onChange}
            onCall={help}
          />
        </Suspense>
        <div className="editor-foot">
          <CallHelp call={call} />
          <output className={errors > 0 ? "state wrong" : "state"}>
            {!checked || draft.text.trim() === ""
              ? ""
              : errors > 0
                ? t("editor.mistakes", { count: errors })
                : remarks > 0
                  ? t("editor.remarks", { count: remarks })
                  : t("editor.readable")}
          </output>
        </div>
      </div>
      {found.length > 0 && draft.text.trim() !== "" ? (
        <Mistakes
          found={found}
          action={({ span }) =>
            span ? { label: t("editor.goTo"), run: () => editor.current?.show(span[0], span[1]) } : null
          }
        />
      ) : null}
    </Pane>
  );
}
