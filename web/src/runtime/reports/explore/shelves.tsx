import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { TFunction } from "i18next";
import { useTexts } from "../../../core/language";
import type {
  DatasetField,
  Label,
  MetricView,
  ReportDataset,
  ReportDimension,
  ReportMeasure,
} from "../../../generated/api";
import { DimensionSettings, FilterSettings, MeasureSettings, MoveSettings } from "./chip-settings";
import type { FieldFilter } from "./condition";
import { changed, type Exploration, moved, removed, type Shelf } from "./exploration";
import { metricOf, valueIn } from "./measure";
import { type Chip, ShelfLine } from "./shelf-line";

const CYCLES: ReadonlySet<string> = new Set(["hour_of_day", "day_of_week", "month_of_year"]);

/** Fields by what they are in expressions. */
export type Fields = ReadonlyMap<string, DatasetField>;

/** Returns the fields of a dataset by what they are in expressions. */
export function fieldsOf(dataset: ReportDataset): Fields {
  return new Map((dataset.fields ?? []).map((one) => [one.expression, one]));
}

/** Returns what the columns of a question are called, by their names. */
export function namesOf(
  made: Exploration,
  fields: Fields,
  metrics: readonly MetricView[],
  say: (label: Label) => string,
  t: TFunction,
): Readonly<Record<string, string>> {
  const dimension = (one: ReportDimension) => {
    const label = one.label ?? fields.get(one.expression)?.label;
    const text = label ? say(label) : one.expression;
    return one.grain ? `${text} · ${t(`explore.grains.${one.grain}`)}` : text;
  };
  const measure = (one: ReportMeasure) => {
    const named = metrics.find(({ name }) => name === metricOf(one.of));
    const label = one.label ?? named?.label ?? fields.get(valueIn(one.of) ?? "")?.label;
    return label ? say(label) : one.of.kind === "count" ? t("explore.countOf") : one.name;
  };
  return Object.fromEntries([
    ...[...made.rows, ...made.columns].map((one) => [one.name, dimension(one)] as const),
    ...made.measures.map((one) => [one.name, measure(one)] as const),
  ]);
}

/** The shelves with what stands on them. */
export function Shelves({
  app,
  dataset,
  fields,
  metrics,
  made,
  onChange,
}: {
  app: string;
  dataset: ReportDataset;
  fields: Fields;
  metrics: readonly MetricView[];
  made: Exploration;
  onChange: (next: Exploration) => void;
}) {
  const { say, t } = useTexts();
  const names = namesOf(made, fields, metrics, say, t);
  const along = [...made.rows, ...made.columns].some(({ grain }) => grain && !CYCLES.has(grain));
  const moves = (shelf: Shelf, name: string, field: DatasetField, at: number, count: number) => (
    <MoveSettings
      at={at}
      count={count}
      shelf={shelf}
      onMove={(to, place) => onChange(moved(made, shelf, name, to, field, place))}
    />
  );
  const dimensions = (shelf: "rows" | "columns"): readonly Chip[] =>
    made[shelf].map((one, at) => {
      const field = fields.get(one.expression) ?? unknown(one.expression);
      return {
        field,
        label: names[one.name] ?? one.name,
        name: one.name,
        settings: (
          <>
            <DimensionSettings
              dimension={one}
              field={field}
              onChange={(change) => onChange(changed(made, shelf, one.name, change))}
            />
            {moves(shelf, one.name, field, at, made[shelf].length)}
          </>
        ),
      };
    });
  const measures: readonly Chip[] = made.measures.map((one, at) => {
    const field = fields.get(valueIn(one.of) ?? "");
    const metric = metrics.find(({ name }) => name === metricOf(one.of));
    return {
      field: field ?? unknown(""),
      label: names[one.name] ?? one.name,
      name: one.name,
      settings: (
        <>
          {metric === undefined ? null : <p className="quiet">{say(metric.description)}</p>}
          <MeasureSettings
            alongTime={along}
            field={field}
            measure={one}
            onChange={(change) => onChange(changed(made, "measures", one.name, change))}
          />
          {field === undefined ? null : moves("measures", one.name, field, at, made.measures.length)}
        </>
      ),
    };
  });
  const filters: readonly Chip[] = made.filters.map((one) => {
    const field = fields.get(one.expression) ?? unknown(one.expression);
    return {
      field,
      label: `${say(field.label)}${toldOf(one)}`,
      name: one.expression,
      settings: (
        <FilterSettings
          app={app}
          dataset={dataset.name}
          filter={one}
          label={say(field.label)}
          onChange={(next) =>
            onChange({
              ...made,
              filters: made.filters.map((each) => (each.expression === one.expression ? next : each)),
            })
          }
        />
      ),
    };
  });
  const off = (shelf: Shelf) => (name: string) => onChange(removed(made, shelf, name));
  return (
    <div className="shelves">
      <ShelfLine chips={dimensions("rows")} shelf="rows" onRemove={off("rows")} />
      <ShelfLine chips={dimensions("columns")} shelf="columns" onRemove={off("columns")} />
      <ShelfLine chips={measures} shelf="measures" onRemove={off("measures")} />
      <ShelfLine chips={filters} shelf="filters" onRemove={off("filters")}>
        {made.condition === null ? null : (
          <li className="chip" title={made.condition}>
            <span className="chip-name">{t("explore.condition")}</span>
            <Button
              aria-label={t("explore.remove", { name: t("explore.condition") })}
              icon={<CloseOutlined />}
              size="small"
              type="text"
              onClick={() => onChange({ ...made, condition: null })}
            />
          </li>
        )}
      </ShelfLine>
    </div>
  );
}

/** Returns what a filter says, for its chip. */
function toldOf({ members = [], least, most, contains }: FieldFilter): string {
  const said = [
    ...(members.length > 0 ? [`${members.length}`] : []),
    ...(least ? [`≥ ${least}`] : []),
    ...(most ? [`≤ ${most}`] : []),
    ...(contains ? [`“${contains}”`] : []),
  ];
  return said.length === 0 ? "" : `: ${said.join(", ")}`;
}

/** Returns a field in the place of one that is not known, such as an expression that came with a question. */
function unknown(expression: string): DatasetField {
  return { expression, label: { en: expression, "zh-CN": expression }, role: "dimension", type: "string" };
}
