import { Button, Input, InputNumber, Select } from "antd";
import type { ReactNode } from "react";
import { useTexts } from "../../../core/language";
import type { DatasetField, ReportDimension, ReportMeasure } from "../../../generated/api";
import { GRAINS } from "../../../generated/charts";
import { MemberSelect } from "../member-select";
import type { FieldFilter } from "./condition";
import type { Shelf } from "./exploration";
import {
  AGGREGATES,
  type AggregateWord,
  ALONG,
  innerOf,
  measureLabel,
  measureOf,
  valueIn,
  WAYS,
  wayOf,
  wayOver,
  wordOf,
} from "./measure";

/** What can be changed about a dimension: its periods, or the width of bins. */
export function DimensionSettings({
  dimension,
  field,
  onChange,
}: {
  dimension: ReportDimension;
  field: DatasetField;
  onChange: (change: Partial<ReportDimension>) => void;
}) {
  const { t } = useTexts();
  if (field.role === "time") {
    const clock = field.type === "date and time";
    const grains = GRAINS.filter((one) => clock || one !== "hour_of_day");
    return (
      <Setting label={t("explore.grain")}>
        <Select<string>
          aria-label={t("explore.grain")}
          options={grains.map((one) => ({ label: t(`explore.grains.${one}`), value: one as string }))}
          value={dimension.grain ?? "day"}
          onChange={(grain) => onChange({ grain: grain as never })}
        />
      </Setting>
    );
  }
  if (field.type !== "number") return null;
  return (
    <Setting label={t("explore.bins")}>
      <InputNumber<string>
        aria-label={t("explore.bins")}
        min="0"
        stringMode
        value={dimension.width === null || dimension.width === undefined ? null : String(dimension.width)}
        onChange={(width) => onChange({ width: width && Number(width) > 0 ? width : null })}
      />
    </Setting>
  );
}

/** What can be changed about a number: what it makes of its field, and how it is shown. */
export function MeasureSettings({
  measure,
  field,
  alongTime,
  onChange,
}: {
  measure: ReportMeasure;
  field: DatasetField | undefined;
  /** Whether the question goes along a time. */
  alongTime: boolean;
  onChange: (change: Partial<ReportMeasure>) => void;
}) {
  const { t } = useTexts();
  const word = wordOf(measure.of);
  const way = wayOf(measure.of);
  const value = valueIn(measure.of);
  const counts = field !== undefined && field.type !== "number";
  return (
    <>
      {word === null || word === "count" || value === null ? null : (
        <Setting label={t("explore.aggregate")}>
          <Select<AggregateWord>
            aria-label={t("explore.aggregate")}
            options={AGGREGATES.filter((one) => one !== "count" && (!counts || one === "distinct")).map((one) => ({
              label: t(`explore.aggregates.${one}`),
              value: one,
            }))}
            value={word}
            onChange={(next) =>
              onChange({
                of: measureOf(next, way, value),
                ...(field === undefined ? {} : { label: measureLabel(next, way, field.label) }),
              })
            }
          />
        </Setting>
      )}
      <Setting label={t("explore.way")}>
        <Select
          aria-label={t("explore.way")}
          options={WAYS.map((one) => {
            const late = ALONG.has(one) && !alongTime;
            const label = t(`explore.ways.${one}`);
            return { disabled: late, label: late ? `${label} (${t("explore.needsTime")})` : label, value: one };
          })}
          popupMatchSelectWidth={false}
          value={way}
          onChange={(next) =>
            onChange({
              of: wayOver(innerOf(measure.of), next),
              ...(field === undefined || word === null ? {} : { label: measureLabel(word, next, field.label) }),
            })
          }
        />
      </Setting>
    </>
  );
}

/** What a filter over a field lets through: members, a range of numbers, or a part of a text. */
export function FilterSettings({
  app,
  dataset,
  filter,
  label,
  onChange,
}: {
  app: string;
  dataset: string;
  filter: FieldFilter;
  label: string;
  onChange: (filter: FieldFilter) => void;
}) {
  const { t } = useTexts();
  if (filter.type === "number") {
    const bound = (name: "least" | "most") => (
      <Setting label={t(`explore.${name}`)}>
        <InputNumber<string>
          aria-label={`${label}: ${t(`explore.${name}`)}`}
          stringMode
          value={filter[name] ?? null}
          onChange={(value) => onChange({ ...filter, [name]: value })}
        />
      </Setting>
    );
    return (
      <>
        {bound("least")}
        {bound("most")}
      </>
    );
  }
  return (
    <>
      <Setting label={t("explore.members")}>
        <MemberSelect
          app={app}
          className="chip-members"
          dataset={dataset}
          expression={filter.expression}
          label={`${label}: ${t("explore.members")}`}
          placeholder={t("reports.everything")}
          value={filter.members ?? []}
          onChange={(members) => onChange({ ...filter, members })}
        />
      </Setting>
      {filter.type === "string" ? (
        <Setting label={t("explore.contains")}>
          <Input
            aria-label={`${label}: ${t("explore.contains")}`}
            allowClear
            defaultValue={filter.contains ?? ""}
            onBlur={({ target }) => {
              if (target.value !== (filter.contains ?? "")) onChange({ ...filter, contains: target.value });
            }}
            onPressEnter={({ currentTarget }) => onChange({ ...filter, contains: currentTarget.value })}
          />
        </Setting>
      ) : null}
    </>
  );
}

/** The ways to other shelves and places, for those who do not drag. */
export function MoveSettings({
  shelf,
  at,
  count,
  onMove,
}: {
  shelf: Shelf;
  at: number;
  count: number;
  onMove: (to: Shelf, at?: number) => void;
}) {
  const { t } = useTexts();
  const others = (["rows", "columns", "measures", "filters"] as const).filter((one) => one !== shelf);
  return (
    <div className="chip-moves">
      {at > 0 ? (
        <Button size="small" onClick={() => onMove(shelf, at - 1)}>
          {t("explore.earlier")}
        </Button>
      ) : null}
      {at < count - 1 ? (
        <Button size="small" onClick={() => onMove(shelf, at + 1)}>
          {t("explore.later")}
        </Button>
      ) : null}
      {others.map((one) => (
        <Button key={one} size="small" onClick={() => onMove(one)}>
          {t("explore.moveTo", { shelf: t(`explore.shelf.${one}`) })}
        </Button>
      ))}
    </div>
  );
}

function Setting({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="chip-setting">
      <span className="quiet">{label}</span>
      {children}
    </div>
  );
}
