import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useTexts } from "../../../core/language";
import type { AssociationAnalysis, DatasetField, ForecastAnalysis, ReportDataset } from "../../../generated/api";
import {
  type AnalysisChoice,
  type AnalysisKind,
  choiceOf,
  freeBehaviour,
  type LiftChoice,
  labelOf,
  type Told,
} from "./analysis";
import { FilterSettings } from "./chip-settings";
import type { Exploration } from "./exploration";

const MOST_BEHAVIOURS = 8;
const NONE = "";

interface Given {
  readonly app: string;
  readonly dataset: ReportDataset;
  readonly datasets: readonly ReportDataset[];
  /** What the columns are called, by their names. */
  readonly names: Readonly<Record<string, string>>;
}

/** What an analysis needs to know: how far it looks ahead, how sure it is to be, what it compares. */
export function AnalysisBar({
  kind,
  made,
  onChange,
  ...given
}: Given & { kind: AnalysisKind; made: Exploration; onChange: (next: Exploration) => void }) {
  const { t } = useTexts();
  const choice = choiceOf(kind, made.analysis);
  const put = (analysis: AnalysisChoice) => onChange({ ...made, analysis });
  const [basket, item] = [...made.rows, ...made.columns].map(({ name }) => given.names[name] ?? name);
  return (
    <section aria-label={t(`explore.analysis.${kind}`)} className="explore-analysis">
      <p className="quiet">
        {kind === "association"
          ? t("explore.analysis.associationHint", { basket: basket ?? "", item: item ?? "" })
          : t(`explore.analysis.${kind}Hint`)}
      </p>
      {choice.kind === "forecast" ? <ForecastChoice {...given} choice={choice} onChange={put} /> : null}
      {choice.kind === "association" ? <AssociationChoice choice={choice} onChange={put} /> : null}
      {choice.kind === "lift" ? <LiftChoices {...given} choice={choice} onChange={put} /> : null}
    </section>
  );
}

function Numbers({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  value: number;
  choices: readonly (readonly [number, string])[];
  onChange: (value: number) => void;
}) {
  const known = choices.some(([one]) => one === value) ? choices : [...choices, [value, String(value)] as const];
  return (
    <Select<number>
      aria-label={label}
      options={known.map(([one, text]) => ({ label: text, value: one }))}
      popupMatchSelectWidth={false}
      prefix={<span className="quiet">{label}</span>}
      value={value}
      onChange={onChange}
    />
  );
}

function ForecastChoice({
  choice,
  datasets,
  onChange,
}: Given & { choice: ForecastAnalysis; onChange: (choice: ForecastAnalysis) => void }) {
  const { say, t } = useTexts();
  const days = (one: ReportDataset | undefined) => (one?.fields ?? []).filter(({ role }) => role === "time");
  const sources = datasets.filter((one) => one.rows === "records" && days(one).length >= 2);
  const { promotions } = choice;
  const fields = days(datasets.find(({ name }) => name === promotions?.dataset));
  const end = (name: "starts" | "ends") => (
    <Select<string>
      aria-label={t(`explore.analysis.${name}`)}
      options={fields.map((one) => ({ label: say(one.label), value: one.expression }))}
      popupMatchSelectWidth={false}
      prefix={<span className="quiet">{t(`explore.analysis.${name}`)}</span>}
      value={promotions?.[name] ?? NONE}
      onChange={(value) => promotions && onChange({ ...choice, promotions: { ...promotions, [name]: value } })}
    />
  );
  return (
    <div className="explore-options">
      <Numbers
        choices={[3, 6, 12, 24].map((count) => [count, t("explore.analysis.periods", { count })] as const)}
        label={t("explore.analysis.horizon")}
        value={choice.horizon ?? 6}
        onChange={(horizon) => onChange({ ...choice, horizon })}
      />
      <Numbers
        choices={[80, 90, 95].map((one) => [one, `${one} %`] as const)}
        label={t("explore.analysis.band")}
        value={choice.confidence ?? 80}
        onChange={(confidence) => onChange({ ...choice, confidence })}
      />
      {sources.length === 0 && !promotions ? null : (
        <Select<string>
          aria-label={t("explore.analysis.promotions")}
          options={[
            { label: t("explore.analysis.noPromotions"), value: NONE },
            ...sources.map((one) => ({ label: say(one.label), value: one.name })),
          ]}
          popupMatchSelectWidth={false}
          prefix={<span className="quiet">{t("explore.analysis.promotions")}</span>}
          value={promotions?.dataset ?? NONE}
          onChange={(dataset) => {
            const [starts, ends] = days(datasets.find(({ name }) => name === dataset)).map((one) => one.expression);
            const found = dataset === NONE || !starts || !ends ? null : { dataset, ends, starts };
            onChange({ ...choice, promotions: found });
          }}
        />
      )}
      {promotions ? (
        <>
          {end("starts")}
          {end("ends")}
        </>
      ) : null}
    </div>
  );
}

function AssociationChoice({
  choice,
  onChange,
}: {
  choice: AssociationAnalysis;
  onChange: (choice: AssociationAnalysis) => void;
}) {
  const { t } = useTexts();
  return (
    <div className="explore-options">
      <Numbers
        choices={[1, 2, 3, 5, 10, 20].map((count) => [count, t("explore.analysis.baskets", { count })] as const)}
        label={t("explore.analysis.least")}
        value={choice.least ?? 3}
        onChange={(least) => onChange({ ...choice, least })}
      />
      <Numbers
        choices={[10, 20, 50, 100].map((count) => [count, String(count)] as const)}
        label={t("explore.analysis.rules")}
        value={choice.rules ?? 50}
        onChange={(rules) => onChange({ ...choice, rules })}
      />
    </div>
  );
}

function LiftChoices({
  app,
  dataset,
  choice,
  onChange,
}: Given & { choice: LiftChoice; onChange: (choice: LiftChoice) => void }) {
  const { t } = useTexts();
  const { behaviours, outcome } = choice;
  const fields = (dataset.fields ?? []).filter(({ role }) => role !== "time");
  const empty = (name: string): Told => ({ filter: null, label: { en: "", "zh-CN": "" }, name, text: null });
  const first = outcome ?? empty("outcome");
  return (
    <div className="lift-choices">
      <Condition
        app={app}
        dataset={dataset.name}
        fields={fields}
        label={t("explore.analysis.outcome")}
        told={first}
        onChange={(next) => onChange({ ...choice, outcome: next })}
      />
      {behaviours.map((one, at) => (
        <Condition
          key={one.name}
          app={app}
          dataset={dataset.name}
          fields={fields}
          label={t("explore.analysis.behaviour", { number: at + 1 })}
          told={one}
          onChange={(next) =>
            onChange({ ...choice, behaviours: behaviours.map((each) => (each.name === one.name ? next : each)) })
          }
          onRemove={() => onChange({ ...choice, behaviours: behaviours.filter(({ name }) => name !== one.name) })}
        />
      ))}
      <div className="explore-options">
        <Button
          disabled={behaviours.length >= MOST_BEHAVIOURS}
          icon={<PlusOutlined />}
          onClick={() => onChange({ ...choice, behaviours: [...behaviours, empty(freeBehaviour(behaviours))] })}
        >
          {t("explore.analysis.addBehaviour")}
        </Button>
        <Numbers
          choices={[90, 95, 99].map((one) => [one, `${one} %`] as const)}
          label={t("explore.analysis.confidence")}
          value={choice.confidence}
          onChange={(confidence) => onChange({ ...choice, confidence })}
        />
      </div>
    </div>
  );
}

/** A condition: a field, and what it is to be. */
function Condition({
  app,
  dataset,
  fields,
  label,
  told,
  onChange,
  onRemove,
}: {
  app: string;
  dataset: string;
  fields: readonly DatasetField[];
  label: string;
  told: Told;
  onChange: (told: Told) => void;
  onRemove?: () => void;
}) {
  const { say, t } = useTexts();
  const { filter, text } = told;
  const field = fields.find(({ expression }) => expression === filter?.expression);
  return (
    <fieldset aria-label={label} className="lift-condition">
      <span className="field-label">{label}</span>
      <Select<string>
        aria-label={`${label}: ${t("explore.analysis.field")}`}
        options={[
          // What came with a chart is kept until another field is chosen.
          ...(filter === null && text !== null ? [{ label: say(told.label), value: NONE }] : []),
          ...fields.map((one) => ({ label: say(one.label), value: one.expression })),
        ]}
        placeholder={t("explore.analysis.field")}
        popupMatchSelectWidth={false}
        showSearch={{ optionFilterProp: "label" }}
        value={filter?.expression ?? (text === null ? null : NONE)}
        onChange={(expression) => {
          const next = fields.find((one) => one.expression === expression);
          if (next === undefined) return;
          const fresh = { expression, type: next.type };
          onChange({ ...told, filter: fresh, label: labelOf(next, fresh), text: null });
        }}
      />
      {filter === null || field === undefined ? null : (
        <FilterSettings
          app={app}
          dataset={dataset}
          filter={filter}
          label={say(field.label)}
          onChange={(next) => onChange({ ...told, filter: next, label: labelOf(field, next) })}
        />
      )}
      {onRemove === undefined ? null : (
        <Button
          aria-label={t("explore.remove", { name: label })}
          icon={<CloseOutlined />}
          size="small"
          type="text"
          onClick={onRemove}
        />
      )}
    </fieldset>
  );
}
