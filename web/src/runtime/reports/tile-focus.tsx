import { CloseOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useTexts } from "../../core/language";
import type { Answer, DrillLevel, ReportRow } from "../../generated/api";
import { dimensionAt, dimensionOf, drilled, finer, placeOf, type Step, splits, stepInto } from "./drill";
import { useDatasets } from "./explore/sources";

/** A group of a chart that was pressed. */
export interface Focus {
  readonly row: ReportRow;
  readonly text: string;
}

const NEXT = "";

/** Where one is in a chart, and what can be done with the group that was pressed: go into it, or see its records. */
export function TileFocus({
  app,
  answer,
  focus,
  path,
  steps,
  onBack,
  onInto,
  onRecords,
  onClear,
}: {
  app: string;
  answer: Answer | undefined;
  focus: Focus | null;
  /** The way down that the dashboard offers; people choose their own where it has none. */
  path: readonly DrillLevel[];
  steps: readonly Step[];
  /** Goes back to how many steps. */
  onBack: (count: number) => void;
  onInto: (step: Step) => void;
  onRecords: () => void;
  onClear: () => void;
}) {
  const { say, t } = useTexts();
  const known = useDatasets(app).data?.datasets ?? [];
  const fields = known.find(({ name }) => name === answer?.query.dataset)?.fields ?? [];
  if (focus === null && steps.length === 0) return null;
  const place = answer === undefined ? undefined : drilled(answer);
  const parts = place === undefined ? null : finer(place);
  const level = path[steps.length];
  const deeper = () => {
    if (focus === null || answer === undefined || level === undefined) return;
    const where = placeOf(answer, level, steps);
    if (where === undefined) return;
    onInto({ step: stepInto(answer, focus.row, dimensionAt(level), where.name), text: focus.text });
  };
  const called = (one: DrillLevel) => {
    const label = one.label ?? fields.find(({ expression }) => expression === one.expression)?.label;
    const text = label ? say(label) : one.expression;
    return one.grain ? `${text} · ${t(`explore.grains.${one.grain}`)}` : text;
  };
  const into = (value: string) => {
    if (focus === null || answer === undefined || place === undefined) return;
    const field = fields.find(({ expression }) => expression === value);
    const dimension = value === NEXT ? parts : field === undefined ? null : dimensionOf(field);
    if (dimension === null) return;
    onInto({ step: stepInto(answer, focus.row, dimension, place.name), text: focus.text });
  };
  return (
    <div className="tile-focus">
      {steps.length === 0 ? null : (
        <nav aria-label={t("reports.way")}>
          <button type="button" className="link" onClick={() => onBack(0)}>
            {t("reports.everything")}
          </button>
          {steps.map(({ text }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place alone
            <span key={at}>
              {" › "}
              {at < steps.length - 1 ? (
                <button type="button" className="link" onClick={() => onBack(at + 1)}>
                  {text}
                </button>
              ) : (
                <strong>{text}</strong>
              )}
            </span>
          ))}
        </nav>
      )}
      {focus === null ? null : (
        <div className="tile-picked">
          <strong>{focus.text}</strong>
          {level === undefined ? null : (
            <Button size="small" type="primary" onClick={deeper}>
              {t("reports.by", { name: called(level) })}
            </Button>
          )}
          {place === undefined || path.length > 0 ? null : (
            <Select<string>
              aria-label={t("reports.into", { name: focus.text })}
              options={[
                ...(parts === null
                  ? []
                  : [{ label: t(`explore.grains.${parts.grain ?? "day"}` as "explore.grains.day"), value: NEXT }]),
                ...splits(answer ?? ({} as Answer), fields).map((one) => ({
                  label: say(one.label),
                  value: one.expression,
                })),
              ]}
              placeholder={t("reports.drill")}
              popupMatchSelectWidth={false}
              showSearch={{ optionFilterProp: "label" }}
              size="small"
              value={null}
              onChange={into}
            />
          )}
          <Button
            size="small"
            type={path.length > 0 && level === undefined ? "primary" : "default"}
            onClick={onRecords}
          >
            {t("reports.records")}
          </Button>
          <Button
            aria-label={t("reports.unpick")}
            icon={<CloseOutlined />}
            size="small"
            type="text"
            onClick={onClear}
          />
        </div>
      )}
    </div>
  );
}
