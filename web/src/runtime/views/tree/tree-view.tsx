import { Button } from "antd";
import { useMemo, useState } from "react";
import { useTexts } from "../../../core/language";
import type { JsonObject } from "../../../fields/field-type";
import { useSources } from "../../../fields/sources";
import type { RecordView } from "../../../generated/api";
import type { TreeView as TreeSpec } from "../../../generated/forms";
import { Failure } from "../../../ui/failure";
import { Nothing } from "../../../ui/nothing";
import { Waiting } from "../../../ui/waiting";
import { may } from "../../menu";
import { usePlace } from "../../session";
import { useChanges } from "../changes";
import { DragArea, useDrop } from "../drag";
import { FieldsDialog } from "../fields-dialog";
import { MissingDialog } from "../missing-dialog";
import { mayChange, shownFields, titleField, titleOf } from "../records";
import type { ViewProps } from "../view-kind";
import { type Line, useLevels } from "./levels";
import { TreeRow } from "./tree-row";
import "./tree.css";

const COLUMNS = 4;

/** Where a record was dropped: on another, or at the highest level. */
export interface Target {
  readonly line: Line | null;
}

/** A tree: records below those that they belong to. */
export function TreeView({ menu, form, view, query, narrowed }: ViewProps<TreeSpec>) {
  const { language, say, t } = useTexts();
  const { go } = usePlace();
  const sources = useSources();
  const changes = useChanges(menu, form);
  const levels = useLevels(menu.name, form, view, query, narrowed);
  const [asked, ask] = useState<Line | null>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const [lifted, lift] = useState(false);
  const name = form.page.form.name;
  const title = titleField(form);
  const shown = useMemo(() => shownFields(form, view, title).slice(0, COLUMNS), [form, view, title]);
  const parent = form.logic.top.shapes.get(view.parent);
  if (levels.error !== null) return <Failure error={levels.error} onRetry={levels.retry} />;
  if (levels.lines === null) return <Waiting />;
  if (levels.lines.length === 0) return <Nothing hint={t("records.noneHint")} title={t("records.none")} />;
  const called = (record: RecordView) => titleOf(form, record, null, language, sources.titles) || t("records.untitled");
  const move = async (record: RecordView, to: string | null) => {
    if (record.id === to || (record.values[view.parent] ?? null) === to) return;
    const values: JsonObject = { [view.parent]: to };
    if ((await changes.change(record, values, called(record))) && to !== null) levels.open(to);
  };
  const records = levels.lines.flatMap((one) => (one.record === null ? [] : [one]));
  const here = records.some((one) => one.id === current) ? current : (records[0]?.id ?? null);
  const steer = (line: Line, key: string): boolean => {
    const at = records.indexOf(line);
    const to = target(records, line, at, key);
    if (key === "ArrowRight" && line.children > 0 && !line.open) levels.toggle(line);
    else if (key === "ArrowLeft" && line.open) levels.toggle(line);
    else if (to !== undefined) {
      setCurrent(to.id);
      document.getElementById(`tree-${to.id}`)?.focus();
    } else return false;
    return true;
  };
  return (
    <>
      <DragArea<Line, Target>
        onDrop={(line, to) => {
          if (line.record !== null) void move(line.record, to.line?.id ?? null);
        }}
        onLift={(line) => lift(line !== null)}
      >
        <div className="tree scrolled">
          <Highest shown={lifted} />
          {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows open is a treegrid */}
          <table role="treegrid" aria-label={say(view.label)} className="tree-grid">
            <thead>
              <tr>
                <th scope="col">{title === undefined ? "" : say(title.label)}</th>
                {shown.map((one) => (
                  <th key={one.name} scope="col" className="tree-cell">
                    {say(one.label)}
                  </th>
                ))}
                <th scope="col" className="tree-menu">
                  <span className="unseen">{t("work.menu")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {levels.lines.map((line) => (
                <TreeRow
                  key={line.key}
                  above={(line.above ?? []).map((id) => sources.titles.of(id) ?? "…").join(" / ")}
                  canAdd={may(menu, name, "create")}
                  focused={line.id === here}
                  form={form}
                  line={line}
                  movable={line.record !== null && mayChange(menu, form, line.record, view.parent)}
                  shown={shown}
                  title={line.record === null ? "" : called(line.record)}
                  onAdd={() =>
                    go(`app/${menu.name}/form/${name}/new?${new URLSearchParams({ [view.parent]: line.id })}`)
                  }
                  onFocus={() => setCurrent(line.id)}
                  onKey={(key) => steer(line, key)}
                  onMoveBelow={() => ask(line)}
                  onOpen={() => go(`app/${menu.name}/form/${name}/${line.id}`)}
                  onToTop={() => line.record !== null && void move(line.record, null)}
                  onToggle={() => levels.toggle(line)}
                />
              ))}
            </tbody>
          </table>
        </div>
        {levels.more === null ? null : (
          <Button className="more" loading={levels.busy} onClick={levels.more}>
            {t("records.more")}
          </Button>
        )}
      </DragArea>
      {asked?.record && parent !== undefined ? (
        <FieldsDialog
          required
          action={t("views.apply")}
          fields={[parent]}
          hint={t("views.moveTo", { title: called(asked.record) })}
          lines={[]}
          record={asked.record.values as JsonObject}
          title={t("views.below")}
          values={{ [view.parent]: null }}
          onCancel={() => ask(null)}
          onSave={async (values) => {
            const to = values[view.parent];
            if (asked.record !== null) await move(asked.record, typeof to === "string" ? to : null);
            ask(null);
          }}
        />
      ) : null}
      <MissingDialog changes={changes} form={form} />
    </>
  );
}

/** Returns the line that a key leads to. */
function target(records: readonly Line[], line: Line, at: number, key: string): Line | undefined {
  switch (key) {
    case "ArrowDown":
      return records[at + 1];
    case "ArrowUp":
      return records[at - 1];
    case "ArrowRight":
      return line.open ? records[at + 1] : undefined;
    case "ArrowLeft":
      return records.slice(0, at).findLast((one) => one.depth < line.depth);
    case "Home":
      return records[0];
    case "End":
      return records.at(-1);
    default:
      return undefined;
  }
}

function Highest({ shown }: { shown: boolean }) {
  const { t } = useTexts();
  const { over, ref } = useDrop<Target>("highest", { line: null });
  return (
    <div ref={ref} className="tree-top" data-over={over || undefined} data-shown={shown || undefined}>
      {t("views.dropTop")}
    </div>
  );
}
