import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { AutoComplete, Button, Input } from "antd";
import { type ReactNode, useRef } from "react";
import { useTexts } from "../../core/language";
import type { Diagnostic, Sample } from "../../generated/api";
import { Marked } from "../../ui/mistakes";
import { Nothing } from "../../ui/nothing";
import { Pane } from "../../ui/pane";

const SIMPLE = [
  "number",
  "string",
  "boolean",
  "date",
  "time",
  "date and time",
  "days and time duration",
  "years and months duration",
] as const;
const ROWS = "list<context<name: string, amount: number>>";
const RECORD = "context<name: string, amount: number>";

/** Characters of a type that fit beside the name; a longer one gets a line of its own. */
const SHORT = 16;

/** Where a sample is wrong: the last part of the path that the server gives. */
type Part = "name" | "type" | "value";

/** The names that the expression may use, each with its type and a value to try with. */
export function NamesPane({
  names,
  found,
  extra,
  onChange,
}: {
  names: readonly Sample[];
  found: readonly Diagnostic[];
  /** What else can be done with all names. */
  extra?: ReactNode;
  onChange: (names: readonly Sample[]) => void;
}) {
  const { t } = useTexts();
  const list = useRef<HTMLUListElement>(null);
  const add = () => {
    onChange([...names, { name: "", type: "number", value: "" }]);
    requestAnimationFrame(() => list.current?.querySelector<HTMLInputElement>("li:last-child input")?.focus());
  };
  return (
    <Pane title={t("names.title")} extra={extra} className="names-pane">
      {names.length === 0 ? <Nothing title={t("names.empty")} hint={t("names.emptyHint")} /> : null}
      <ul className="names" ref={list}>
        {names.map((sample, position) => (
          <NameRow
            // A row has no identity but its place.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={position}
            sample={sample}
            found={found.filter((one) => one.path?.startsWith(`/${position}/`))}
            onChange={(changed) => onChange(names.with(position, changed))}
            onRemove={() => onChange(names.toSpliced(position, 1))}
          />
        ))}
      </ul>
      <Button block className="names-add" icon={<PlusOutlined />} type="dashed" onClick={add}>
        {t("names.add")}
      </Button>
    </Pane>
  );
}

function NameRow({
  sample,
  found,
  onChange,
  onRemove,
}: {
  sample: Sample;
  found: readonly Diagnostic[];
  onChange: (sample: Sample) => void;
  onRemove: () => void;
}) {
  const { t, say } = useTexts();
  const called = sample.name || t("names.unnamed");
  const wrong = (part: Part) => (found.some((one) => one.path?.split("/")[2] === part) ? ("error" as const) : "");
  return (
    <li className={(sample.type ?? "").length > SHORT ? "name-row long" : "name-row"}>
      <Input
        aria-label={`${t("names.name")}: ${called}`}
        className="name-field"
        placeholder={t("names.name")}
        status={wrong("name")}
        value={sample.name}
        onChange={(event) => onChange({ ...sample, name: event.target.value })}
      />
      <AutoComplete
        aria-label={`${t("names.type")}: ${called}`}
        className="type-field"
        options={useTypeOptions()}
        popupMatchSelectWidth={false}
        placeholder={t("names.typeHint")}
        title={sample.type ?? ""}
        status={wrong("type")}
        value={sample.type ?? ""}
        onChange={(type: string) => onChange({ ...sample, type })}
      />
      <Button
        aria-label={t("names.remove", { name: called })}
        className="name-remove"
        icon={<DeleteOutlined />}
        size="small"
        type="text"
        onClick={onRemove}
      />
      <Input.TextArea
        aria-label={`${t("names.value")}: ${called}`}
        autoSize={{ maxRows: 8, minRows: 1 }}
        className="value-field"
        placeholder={t("names.valueHint")}
        spellCheck={false}
        status={wrong("value")}
        value={sample.value ?? ""}
        onChange={(event) => onChange({ ...sample, value: event.target.value })}
      />
      {found.map((one) => (
        <p className="name-mistake" key={`${one.path}${one.code}`}>
          <Marked text={say(one.message)} /> {one.hint ? <Marked text={say(one.hint)} /> : null}
        </p>
      ))}
    </li>
  );
}

function useTypeOptions() {
  const { t } = useTexts();
  return [
    ...SIMPLE.map((type) => ({ label: <TypeLabel type={type} meaning={t(`types.${type}`)} />, value: type })),
    { label: <TypeLabel type="list<context<…>>" meaning={t("types.rows")} />, value: ROWS },
    { label: <TypeLabel type="context<…>" meaning={t("types.record")} />, value: RECORD },
  ];
}

function TypeLabel({ type, meaning }: { type: string; meaning: string }) {
  return (
    <span className="type-label">
      <code>{type}</code>
      {meaning === type ? null : <span>{meaning}</span>}
    </span>
  );
}
