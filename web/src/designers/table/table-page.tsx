import "../expression/expression.css";
import "./table.css";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useMedia, useRested } from "../../core/moments";
import { useStored } from "../../core/stored";
import type { TableAnalysis } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Mistakes } from "../../ui/mistakes";
import { Nothing } from "../../ui/nothing";
import { Pane } from "../../ui/pane";
import { Waiting } from "../../ui/waiting";
import { NamesPane } from "../expression/names-pane";
import { type Table, withTests } from "./draft";
import { READY_MADE, type ReadyMadeName } from "./ready-made";
import { TableGrid } from "./table-grid";
import { TableTools } from "./table-tools";

const SECTIONS = ["table", "run"] as const;
type Section = (typeof SECTIONS)[number];

/** Milliseconds that a table rests before it is analysed. */
const ANALYSE_AFTER = 250;

/** The page on which a decision table is written, tried, and searched for gaps and overlaps. */
export function TablePage() {
  const { t } = useTexts();
  const narrow = useMedia("(max-width: 1099px)");
  const [section, show] = useState<Section>("table");
  const [table, change] = useStored<Table>("table", READY_MADE.discount);
  const rested = useRested(table, ANALYSE_AFTER);
  const found = useQuery({
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => ask("POST /api/language/table/analyse", rested, signal),
    queryKey: ["table", rested],
  });
  // Of the rules that match, the first alone decides under that policy.
  const matching = found.data?.matching.slice(0, table.hit_policy === "first" ? 1 : undefined) ?? [];
  const samples = (Object.keys(READY_MADE) as ReadyMadeName[]).map((key) => ({ key, label: t(`samples.${key}`) }));
  const load = (key: ReadyMadeName) => change(READY_MADE[key]);
  return (
    <div className="workbench tables">
      {narrow ? (
        <Segmented<Section>
          block
          className="sections"
          options={SECTIONS.map((one) => ({ label: t(`table.sections.${one}`), value: one }))}
          value={section}
          onChange={show}
        />
      ) : null}
      <div className="column column-main" hidden={narrow && section !== "table"}>
        <Pane
          title={t("table.title")}
          extra={<TableTools table={table} samples={samples} onChange={change} onLoad={load} />}
          className="table-pane"
        >
          <TableGrid table={table} found={found.data} matching={matching} onChange={change} />
          <p className="quiet table-help">{t("table.help")}</p>
        </Pane>
        <Findings
          found={found.data}
          failure={found.error}
          onAdd={(tests) => change(withTests(table, tests))}
          onRetry={() => void found.refetch()}
        />
      </div>
      <div className="column column-names" hidden={narrow && section !== "run"}>
        <Decided found={found.data} matching={matching} busy={found.isPlaceholderData} />
        <NamesPane
          names={table.names}
          found={found.data?.names ?? []}
          onChange={(names) => change({ ...table, names })}
        />
      </div>
    </div>
  );
}

function Findings({
  found,
  failure,
  onAdd,
  onRetry,
}: {
  found: TableAnalysis | undefined;
  failure: Error | null;
  onAdd: (tests: readonly string[]) => void;
  onRetry: () => void;
}) {
  const { t } = useTexts();
  if (failure !== null) return <Failure error={failure} onRetry={onRetry} />;
  if (found === undefined) return <Waiting />;
  return (
    <>
      {found.diagnostics.length > 0 ? (
        <Pane title={t("table.mistakes")} className="mistakes-pane">
          <Mistakes found={found.diagnostics} place={(one) => <PlaceName path={one.path ?? ""} />} />
        </Pane>
      ) : null}
      <Pane title={t("table.findings")} className="findings-pane">
        {found.findings.length === 0 ? (
          <p className="verdict good">{t("table.complete")}</p>
        ) : (
          <Mistakes
            found={found.findings}
            action={(one, position) => {
              // The gaps stand first, in the order in which the rules that close them come.
              const gap = one.code === "table-gap" ? found.gaps[position] : undefined;
              return gap === undefined ? null : { label: t("table.close"), run: () => onAdd(gap.tests) };
            }}
          />
        )}
      </Pane>
    </>
  );
}

/** How people call the place that a path such as `/rules/0/inputs/1` names. */
function PlaceName({ path }: { path: string }) {
  const { t } = useTexts();
  const [, part, first, side, second] = path.split("/");
  if (part === "rules" && (side === "inputs" || side === "outputs")) {
    const column = t(side === "inputs" ? "table.input" : "table.output", { number: Number(second) + 1 });
    return t("table.cell", { column, rule: Number(first) + 1 });
  }
  if (part === "inputs") return t("table.input", { number: Number(first) + 1 });
  if (part === "outputs") return t("table.output", { number: Number(first) + 1 });
  return t("table.title");
}

function Decided({
  found,
  matching,
  busy,
}: {
  found: TableAnalysis | undefined;
  matching: readonly number[];
  busy: boolean;
}) {
  const { t } = useTexts();
  // What is wrong with a cell is told beneath the table.
  const warnings = found?.warnings.filter((one) => one.severity === "warning") ?? [];
  return (
    <Pane title={t("table.run")} className="decided-pane">
      {found === undefined ? (
        <Waiting />
      ) : (
        <div className={busy ? "result busy" : "result"} aria-busy={busy}>
          <div className="result-value">
            <output className={found.value.t === "null" ? "value null" : "value"} aria-live="polite">
              {found.value.t === "null" ? t("result.null") : found.text}
            </output>
          </div>
          <p className={matching.length > 0 ? "verdict good" : "verdict"}>
            {matching.length > 0
              ? t("table.matches", { count: matching.length, rules: matching.join(", ") })
              : t("table.noMatch")}
          </p>
          {warnings.length > 0 ? <Mistakes found={warnings} /> : null}
          {found.names.length > 0 ? <Nothing title={t("names.title")} hint={t("result.wrong")} /> : null}
        </div>
      )}
    </Pane>
  );
}
