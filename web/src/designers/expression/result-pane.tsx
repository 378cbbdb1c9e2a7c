import { CopyOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { App, Button, Tag, Tooltip } from "antd";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Diagnostic, Evaluated } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Mistakes } from "../../ui/mistakes";
import { Nothing } from "../../ui/nothing";
import { Pane } from "../../ui/pane";
import { Waiting } from "../../ui/waiting";
import { Reads } from "./reads";
import type { ReadyMade } from "./ready-made";
import { type Column, TargetGrid, verdictOf } from "./target-grid";

const TARGETS = ["python", "postgres", "duckdb", "browser"] as const;

/** The evaluation of an expression on every target, this page included. */
interface Everywhere {
  readonly checked: Evaluated["checked"];
  readonly columns: readonly Column[];
}

/** What comes out of an expression: its value on every target, why it met null, and what it reads. */
export function ResultPane({
  draft,
  onShow,
  onRenamed,
}: {
  draft: ReadyMade;
  onShow: (start: number, end: number) => void;
  onRenamed: (draft: ReadyMade) => void;
}) {
  const { t } = useTexts();
  const empty = draft.text.trim() === "";
  const result = useQuery({
    enabled: !empty,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => everywhere(draft, signal),
    queryKey: ["evaluate", draft],
  });
  return (
    <Pane title={t("result.title")} className="result-pane">
      {empty ? (
        <Nothing title={t("result.empty")} hint={t("result.emptyHint")} />
      ) : result.error ? (
        <Failure error={result.error} onRetry={() => void result.refetch()} />
      ) : result.data === undefined ? (
        <Waiting />
      ) : (
        <Result
          draft={draft}
          found={result.data}
          busy={result.isPlaceholderData}
          onShow={onShow}
          onRenamed={onRenamed}
        />
      )}
    </Pane>
  );
}

async function everywhere(draft: ReadyMade, signal: AbortSignal): Promise<Everywhere> {
  const { answers, browser, checked } = await ask(
    "POST /api/language/evaluate",
    { ...draft, targets: TARGETS },
    signal,
  );
  const columns: Column[] = [...answers];
  if (browser !== null) {
    const { computeHere } = await import("./browser-target");
    columns.push({ target: "browser", ...computeHere(browser) });
  }
  return { checked, columns };
}

function Result({
  draft,
  found: { checked, columns },
  busy,
  onShow,
  onRenamed,
}: {
  draft: ReadyMade;
  found: Everywhere;
  busy: boolean;
  onShow: (start: number, end: number) => void;
  onRenamed: (draft: ReadyMade) => void;
}) {
  const { t } = useTexts();
  const first = columns[0];
  if (first === undefined) return <Nothing title={t("result.wrong")} hint={t("result.wrongHint")} />;
  const warnings = distinct(columns.filter((one) => one.value !== null).flatMap((one) => one.warnings));
  return (
    <div className={busy ? "result busy" : "result"} aria-busy={busy}>
      <div className="result-value">
        <output className={first.value?.t === "null" ? "value null" : "value"} aria-live="polite" data-testid="value">
          {first.value?.t === "null" ? t("result.null") : first.text}
        </output>
        <Tooltip title={`${t("result.type")}: ${checked.type}`}>
          <Tag className="type-tag">{checked.type}</Tag>
        </Tooltip>
        <Copy text={first.text} />
      </div>
      <h3>{t("result.targets")}</h3>
      <Verdict columns={columns} />
      <TargetGrid columns={columns} />
      {warnings.length > 0 ? (
        <>
          <h3>{t("result.warnings")}</h3>
          <Mistakes
            found={warnings}
            action={({ span }) => (span ? { label: t("editor.goTo"), run: () => onShow(span[0], span[1]) } : null)}
          />
        </>
      ) : null}
      <h3>{t("result.reads")}</h3>
      <Reads draft={draft} routes={checked.reads} onRenamed={onRenamed} />
    </div>
  );
}

function Verdict({ columns }: { columns: readonly Column[] }) {
  const { t } = useTexts();
  const { agreeing, differing, missing } = verdictOf(columns);
  if (differing > 0) return <p className="verdict bad">{t("result.differ")}</p>;
  if (missing > 0) return <p className="verdict">{t("result.partly", { agreeing, missing })}</p>;
  return <p className="verdict good">{t("result.agree", { count: agreeing })}</p>;
}

function Copy({ text }: { text: string }) {
  const { t } = useTexts();
  const { message } = App.useApp();
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    void message.success(t("result.copied"));
  };
  return (
    <Tooltip title={t("result.copy")}>
      <Button aria-label={t("result.copy")} icon={<CopyOutlined />} size="small" type="text" onClick={copy} />
    </Tooltip>
  );
}

/** Returns each warning once: targets that agree also warn of the same. */
function distinct(warnings: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map(warnings.map((one) => [`${one.code} ${one.span}`, one] as const).reverse());
  return [...seen.values()].reverse();
}
