import { Select } from "antd";
import { useTexts } from "../../../core/language";
import type { ReportDataset } from "../../../generated/api";
import { PeriodSelect, type Stretch } from "../period-select";
import type { AnalysisKind } from "./analysis";
import type { Exploration } from "./exploration";

const COUNTS = [5, 10, 20, 50, 100] as const;

/** What holds for the question as a whole: its period, comparison, order, size and totals. */
export function OptionsBar({
  made,
  dataset,
  names,
  analysis,
  onChange,
}: {
  made: Exploration;
  dataset: ReportDataset;
  /** The analysis that is shown: it takes no order, size or totals of its own, and a forecast all of time. */
  analysis: AnalysisKind | null;
  /** What the columns are called, by their names. */
  names: Readonly<Record<string, string>>;
  onChange: (next: Exploration) => void;
}) {
  const { say, t } = useTexts();
  const { time, sort, limit } = made;
  const expression = time?.expression ?? dataset.time ?? null;
  const field = (dataset.fields ?? []).find((one) => one.expression === expression);
  const chosen: Stretch = time?.word ?? time?.range ?? null;
  const [first] = sort;
  const columns = [...made.rows, ...made.columns, ...made.measures].map(({ name }) => name);
  if (analysis === "forecast" || (analysis !== null && expression === null)) return null;
  return (
    <div className="explore-options">
      {expression === null ? null : (
        <PeriodSelect
          label={field === undefined ? t("explore.time") : say(field.label)}
          value={chosen}
          onChange={(value) =>
            onChange({
              ...made,
              time:
                value === null
                  ? null
                  : typeof value === "string"
                    ? { expression, word: value }
                    : { expression, range: value },
            })
          }
        />
      )}
      {analysis === null ? (
        <>
          <Select
            aria-label={t("explore.comparison")}
            disabled={chosen === null}
            options={(["none", "previous_period", "previous_year"] as const).map((value) => ({
              label: t(`explore.comparisons.${value}`),
              value,
            }))}
            popupMatchSelectWidth={false}
            title={chosen === null ? t("explore.needsPeriod") : t("explore.comparison")}
            value={chosen === null ? "none" : made.comparison}
            onChange={(comparison) => onChange({ ...made, comparison })}
          />
          <Select<string>
            aria-label={t("explore.sort")}
            options={[
              { label: t("explore.sortNone"), value: "" },
              ...columns.flatMap((name) => [
                { label: t("explore.sortDown", { name: names[name] ?? name }), value: `${name} down` },
                { label: t("explore.sortUp", { name: names[name] ?? name }), value: `${name} up` },
              ]),
            ]}
            popupMatchSelectWidth={false}
            prefix={<span className="quiet">{t("explore.sort")}</span>}
            value={
              first === undefined || !columns.includes(first.by)
                ? ""
                : `${first.by} ${first.descending ? "down" : "up"}`
            }
            onChange={(value) => {
              const [by = "", way] = value.split(" ");
              onChange({ ...made, sort: by === "" ? [] : [{ by, descending: way === "down" }] });
            }}
          />
          <Select<string>
            aria-label={t("explore.limit")}
            options={[
              { label: t("explore.limitAll"), value: "" },
              ...COUNTS.flatMap((count) => [
                { label: t("explore.limitFirst", { count }), value: `${count}` },
                ...(made.rows.length > 0
                  ? [{ label: t("explore.limitOthers", { count }), value: `${count} others` }]
                  : []),
              ]),
            ]}
            popupMatchSelectWidth={false}
            prefix={<span className="quiet">{t("explore.limit")}</span>}
            value={limit === null ? "" : `${limit.count}${limit.others ? " others" : ""}`}
            onChange={(value) => {
              const [count = "", others] = value.split(" ");
              onChange({
                ...made,
                limit: count === "" ? null : { count: Number(count), others: others !== undefined },
              });
            }}
          />
          <Select
            aria-label={t("explore.totals")}
            options={(["none", "grand", "all"] as const).map((value) => ({
              label: t(`explore.totalsKinds.${value}`),
              value,
            }))}
            popupMatchSelectWidth={false}
            value={made.totals}
            onChange={(totals) => onChange({ ...made, totals })}
          />
        </>
      ) : null}
    </div>
  );
}
