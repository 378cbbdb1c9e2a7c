import { Input, InputNumber, Radio, Select, Switch, Typography } from "antd";
import { type ComponentType, useState } from "react";
import { useTexts } from "../core/language";
import type { Setting, SettingType, SettingWord } from "../generated/field-settings";
import type { Label } from "../generated/specs";
import { ComputedInput, OptionsInput, ValidationsInput } from "./setting-lists";

/** What settings may name: the forms and dictionaries of the app, with what people call them. */
export interface Known {
  readonly forms: ReadonlyMap<string, string>;
  readonly dictionaries: ReadonlyMap<string, string>;
}

/** What the input of a setting is given; undefined is what the kind of field has by itself. */
export interface SettingProps {
  readonly setting: Setting;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly id: string;
  readonly label: string;
  readonly known: Known;
}

/** The input of a setting, by how it is entered. */
export function SettingInput(props: SettingProps) {
  const One = INPUTS[props.setting.type];
  return <One {...props} />;
}

const INPUTS = {
  computed: ComputedInput,
  condition: ConditionInput,
  dictionary: (props) => <NamedInput {...props} names={props.known.dictionaries} />,
  expression: (props) => <ExpressionInput {...props} />,
  flag: FlagInput,
  form: (props) => <NamedInput {...props} names={props.known.forms} />,
  json: JsonInput,
  label: LabelInput,
  number: NumberOf,
  options: OptionsInput,
  text: TextOf,
  texts: TextsInput,
  validations: ValidationsInput,
  whole: WholeInput,
  words: WordsInput,
} satisfies Record<SettingType, ComponentType<SettingProps>>;

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** An empty input is what the kind has by itself. */
function orNothing(text: string): string | undefined {
  return text === "" ? undefined : text;
}

function TextOf({ id, value, setting, onChange }: SettingProps) {
  return (
    <Input
      id={id}
      placeholder={textOf(setting.initial)}
      value={textOf(value)}
      onChange={({ target }) => onChange(orNothing(target.value))}
    />
  );
}

function ExpressionInput({ id, value, onChange }: Pick<SettingProps, "id" | "value" | "onChange">) {
  return (
    <Input.TextArea
      autoSize={{ maxRows: 8, minRows: 1 }}
      className="expression-text"
      id={id}
      spellCheck={false}
      value={textOf(value)}
      onChange={({ target }) => onChange(orNothing(target.value))}
    />
  );
}

function LabelInput({ id, value, setting, onChange }: SettingProps) {
  const { t } = useTexts();
  const label = (value ?? { en: "", "zh-CN": "" }) as Label;
  const change = (language: keyof Label, text: string) => {
    const next = { ...label, [language]: text };
    onChange(!setting.required && next.en === "" && next["zh-CN"] === "" ? undefined : next);
  };
  return (
    <div className="label-input">
      <Input
        id={id}
        aria-label={t("settings.chinese")}
        placeholder={t("settings.chinese")}
        value={label["zh-CN"]}
        onChange={({ target }) => change("zh-CN", target.value)}
      />
      <Input
        aria-label={t("settings.english")}
        placeholder={t("settings.english")}
        value={label.en}
        onChange={({ target }) => change("en", target.value)}
      />
    </div>
  );
}

function FlagInput({ id, label, value, setting, onChange }: SettingProps) {
  const on = typeof value === "boolean" ? value : setting.initial === true;
  return <Switch id={id} aria-label={label} checked={on} size="small" onChange={onChange} />;
}

function WholeInput({ id, value, setting, onChange }: SettingProps) {
  return (
    <InputNumber<number>
      id={id}
      placeholder={String(setting.initial ?? "")}
      precision={0}
      value={typeof value === "number" ? value : null}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}

/** Decimals are texts, so that no digit is lost. */
function NumberOf({ id, value, setting, onChange }: SettingProps) {
  return (
    <InputNumber<string>
      id={id}
      placeholder={String(setting.initial ?? "")}
      stringMode
      value={value === undefined || value === null ? null : String(value)}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}

function WordsInput({ id, value, setting, onChange }: SettingProps) {
  const { t } = useTexts();
  return (
    <Select<SettingWord>
      id={id}
      options={(setting.words ?? []).map((word) => ({ label: t(`settings.words.${word}`), value: word }))}
      value={(value ?? setting.initial) as SettingWord}
      onChange={onChange}
    />
  );
}

function TextsInput({ id, value, setting, onChange }: SettingProps) {
  const listed = (value ?? setting.initial ?? []) as string[];
  return (
    <Select<string[]>
      id={id}
      mode="tags"
      open={false}
      suffixIcon={null}
      tokenSeparators={[",", "，", " "]}
      value={listed}
      onChange={onChange}
    />
  );
}

function NamedInput({ id, value, setting, onChange, names }: SettingProps & { names: ReadonlyMap<string, string> }) {
  return (
    <Select<string>
      id={id}
      allowClear={!setting.required}
      options={[...names].map(([name, label]) => ({ label, value: name }))}
      showSearch={{ optionFilterProp: "label" }}
      value={typeof value === "string" ? value : null}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}

/** Always, never, or when an expression is true. */
function ConditionInput({ id, label, value, setting, onChange }: SettingProps) {
  const { t } = useTexts();
  const present = value ?? setting.initial;
  const [asked, setAsked] = useState(typeof present === "string");
  const word = asked || typeof present === "string" ? "when" : present === true ? "always" : "never";
  return (
    <div className="condition-input">
      <Radio.Group
        aria-label={label}
        buttonStyle="solid"
        optionType="button"
        options={(["always", "never", "when"] as const).map((one) => ({ label: t(`settings.${one}`), value: one }))}
        size="small"
        value={word}
        onChange={({ target }) => {
          setAsked(target.value === "when");
          if (target.value !== "when") onChange(target.value === "always");
        }}
      />
      {word === "when" ? (
        <ExpressionInput id={id} value={present} onChange={(next) => onChange(next ?? setting.initial)} />
      ) : null}
    </div>
  );
}

/** What has no input of its own is written as JSON; what is no JSON is said at once and not taken. */
function JsonInput({ id, value, setting, onChange }: SettingProps) {
  const { t } = useTexts();
  const [text, setText] = useState(() => JSON.stringify(value ?? setting.initial ?? null, null, 2));
  const [wrong, setWrong] = useState("");
  const change = (written: string) => {
    setText(written);
    try {
      onChange(written.trim() === "" ? undefined : JSON.parse(written));
      setWrong("");
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <Input.TextArea
        autoSize={{ maxRows: 16, minRows: 2 }}
        className="expression-text"
        id={id}
        spellCheck={false}
        status={wrong === "" ? "" : "error"}
        value={text}
        onChange={({ target }) => change(target.value)}
      />
      {wrong === "" ? null : (
        <Typography.Text type="danger">{t("settings.jsonWrong", { reason: wrong })}</Typography.Text>
      )}
    </>
  );
}
