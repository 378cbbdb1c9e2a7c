import {
  FieldNumberOutlined,
  FieldStringOutlined,
  FieldTimeOutlined,
  FundOutlined,
  PlusOutlined,
} from "@ant-design/icons";
import { Button, Dropdown, Input } from "antd";
import { type ReactNode, useState } from "react";
import { useTexts } from "../../../core/language";
import type { DatasetField, Label, MetricView, ReportDataset } from "../../../generated/api";
import { Nothing } from "../../../ui/nothing";
import { useDragOrPress } from "../../views/drag";
import type { Picked, Shelf } from "./exploration";

/** What is dragged: something new, or what stands on a shelf. */
export type Lifted =
  | { readonly pick: Picked }
  | { readonly from: Shelf; readonly name: string; readonly field: DatasetField };

/** What stands between a reference and a field behind it. */
const STEP = " › ";
const SHELVES: readonly Shelf[] = ["rows", "columns", "measures", "filters"];

/** The fields and metrics of a dataset: pressed, dragged, or put onto a shelf of choice by a menu. */
export function FieldList({
  dataset,
  metrics,
  onAdd,
}: {
  dataset: ReportDataset;
  metrics: readonly MetricView[];
  onAdd: (pick: Picked, shelf?: Shelf) => void;
}) {
  const { say, t } = useTexts();
  const [search, setSearch] = useState("");
  const word = search.trim().toLowerCase();
  const named = (label: { en: string; "zh-CN": string }) =>
    word === "" || `${label.en} ${label["zh-CN"]}`.toLowerCase().includes(word);
  const numbers = metrics.filter((one) => one.dataset === dataset.name && named(one.label));
  const groups = grouped(
    (dataset.fields ?? []).filter(({ label }) => named(label)),
    say,
  );
  return (
    <div className="explore-fields">
      <Input.Search
        allowClear
        aria-label={t("explore.searchField")}
        placeholder={t("explore.searchField")}
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      {numbers.length === 0 ? null : (
        <section aria-label={t("explore.metrics")}>
          <h3 title={t("explore.metricsHint")}>{t("explore.metrics")}</h3>
          <ul>
            {numbers.map((metric) => (
              <FieldLine
                key={metric.name}
                id={`metric ${metric.name}`}
                hint={say(metric.description)}
                icon={<FundOutlined aria-hidden />}
                label={say(metric.label)}
                pick={{ kind: "metric", metric }}
                onAdd={onAdd}
              />
            ))}
          </ul>
        </section>
      )}
      {groups.map(({ name, title, fields }) => (
        <details key={`${name} ${word === ""}`} open={word !== "" || name === ""}>
          <summary>{name === "" ? t("explore.own") : title}</summary>
          <ul>
            {fields.map((field) => (
              <FieldLine
                key={field.expression}
                id={`field ${field.expression}`}
                icon={iconOf(field)}
                label={say(field.label).split(STEP).at(-1) ?? ""}
                named={say(field.label)}
                pick={{ field, kind: "field" }}
                onAdd={onAdd}
              />
            ))}
          </ul>
        </details>
      ))}
      {numbers.length === 0 && groups.length === 0 ? (
        <Nothing hint={t("explore.noFieldHint")} title={t("explore.noField")} />
      ) : null}
    </div>
  );
}

function FieldLine({
  id,
  icon,
  label,
  named = label,
  hint = named,
  pick,
  onAdd,
}: {
  id: string;
  icon: ReactNode;
  label: string;
  /** What it is called where nothing else says of what it is. */
  named?: string;
  hint?: string;
  pick: Picked;
  onAdd: (pick: Picked, shelf?: Shelf) => void;
}) {
  const { t } = useTexts();
  const { dragging, ref } = useDragOrPress<Lifted>(id, { pick });
  const shelves = pick.kind === "metric" ? (["measures"] as const) : SHELVES;
  return (
    <li ref={ref} className={dragging ? "explore-field lifted" : "explore-field"}>
      <button type="button" aria-label={t("explore.add", { name: named })} title={hint} onClick={() => onAdd(pick)}>
        {icon}
        <span>{label}</span>
      </button>
      <Dropdown
        menu={{
          items: shelves.map((one) => ({ key: one, label: t(`explore.shelf.${one}`) })),
          onClick: ({ key }) => onAdd(pick, key as Shelf),
        }}
        trigger={["click"]}
      >
        <Button aria-label={t("explore.addTo", { name: named })} icon={<PlusOutlined />} size="small" type="text" />
      </Dropdown>
    </li>
  );
}

/** Returns the picture of a field: of a time, a number, or a text. */
export function iconOf({ role, type }: Pick<DatasetField, "role" | "type">) {
  if (role === "time") return <FieldTimeOutlined aria-hidden />;
  return type === "number" ? <FieldNumberOutlined aria-hidden /> : <FieldStringOutlined aria-hidden />;
}

/** Returns fields by the references that lead to them, their own first and the nearest before those farther away. */
function grouped(fields: readonly DatasetField[], say: (label: Label) => string) {
  const groups = new Map<string, DatasetField[]>();
  for (const field of fields) {
    const name = (field.through ?? []).join(".");
    const there = groups.get(name);
    if (there === undefined) groups.set(name, [field]);
    else there.push(field);
  }
  return [...groups]
    .map(([name, list]) => {
      const depth = list[0]?.through?.length ?? 0;
      const title = list[0] === undefined ? name : say(list[0].label).split(STEP).slice(0, depth).join(STEP);
      return { depth, fields: list, name, title };
    })
    .sort((one, other) => one.depth - other.depth);
}
