import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Switch } from "antd";
import { useTexts } from "../core/language";
import type { Label, Option, Validation } from "../generated/specs";
import type { SettingProps } from "./setting-input";

/** A value that an expression computes, and whether it is kept. */
export function ComputedInput({ id, value, onChange }: SettingProps) {
  const { t } = useTexts();
  const computed = value as { readonly expression: string; readonly stored?: boolean } | undefined;
  return (
    <div className="condition-input">
      <Input.TextArea
        aria-label={t("settings.formula")}
        autoSize={{ maxRows: 8, minRows: 1 }}
        className="expression-text"
        id={id}
        spellCheck={false}
        value={computed?.expression ?? ""}
        onChange={({ target }) => onChange(target.value === "" ? undefined : { ...computed, expression: target.value })}
      />
      {computed === undefined || computed === null ? null : (
        <span className="flag-line">
          <Switch
            aria-label={t("settings.kept")}
            checked={computed.stored ?? true}
            size="small"
            onChange={(stored) => onChange({ ...computed, stored })}
          />
          {t("settings.kept")}
        </span>
      )}
    </div>
  );
}

/** The options of a choice: what is stored, and what people read. */
export function OptionsInput({ value, onChange }: SettingProps) {
  const { t } = useTexts();
  const options = (value ?? []) as readonly Option[];
  const put = (at: number, option: Option) => onChange(options.map((one, place) => (place === at ? option : one)));
  const fresh = () => {
    let number = options.length + 1;
    while (options.some((one) => one.value === `option_${number}`)) number += 1;
    return `option_${number}`;
  };
  return (
    <div className="list-input">
      {options.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the stored value itself is edited here
        <div key={at} className="list-input-line">
          <Input
            aria-label={t("settings.optionValue")}
            placeholder={t("settings.optionValue")}
            value={one.value}
            onChange={({ target }) => put(at, { ...one, value: target.value })}
          />
          <Words label={one.label} onChange={(label) => put(at, { ...one, label })} />
          <Button
            aria-label={`${t("settings.remove")}: ${one.value}`}
            icon={<DeleteOutlined />}
            type="text"
            onClick={() => onChange(options.filter((_, place) => place !== at))}
          />
        </div>
      ))}
      <Button
        icon={<PlusOutlined />}
        size="small"
        onClick={() => onChange([...options, { label: { en: "", "zh-CN": "" }, value: fresh() }])}
      >
        {t("settings.addOption")}
      </Button>
    </div>
  );
}

/** The rules that a value has to keep, each with what is said when it is not. */
export function ValidationsInput({ value, onChange }: SettingProps) {
  const { t } = useTexts();
  const rules = (value ?? []) as readonly Validation[];
  const put = (at: number, rule: Validation) => onChange(rules.map((one, place) => (place === at ? rule : one)));
  return (
    <div className="list-input">
      {rules.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules have no other key
        <div key={at} className="list-input-block">
          <Input.TextArea
            aria-label={t("settings.check")}
            autoSize={{ maxRows: 6, minRows: 1 }}
            className="expression-text"
            placeholder={t("settings.check")}
            spellCheck={false}
            value={one.check}
            onChange={({ target }) => put(at, { ...one, check: target.value })}
          />
          <div className="list-input-line">
            <Words label={one.message} onChange={(message) => put(at, { ...one, message })} />
            <Button
              aria-label={`${t("settings.remove")}: ${at + 1}`}
              icon={<DeleteOutlined />}
              type="text"
              onClick={() => onChange(rules.filter((_, place) => place !== at))}
            />
          </div>
        </div>
      ))}
      <Button
        icon={<PlusOutlined />}
        size="small"
        onClick={() => onChange([...rules, { check: "", message: { en: "", "zh-CN": "" } }])}
      >
        {t("settings.addRule")}
      </Button>
    </div>
  );
}

function Words({ label, onChange }: { label: Label; onChange: (label: Label) => void }) {
  const { t } = useTexts();
  return (
    <>
      <Input
        aria-label={t("settings.chinese")}
        placeholder={t("settings.chinese")}
        value={label["zh-CN"]}
        onChange={({ target }) => onChange({ ...label, "zh-CN": target.value })}
      />
      <Input
        aria-label={t("settings.english")}
        placeholder={t("settings.english")}
        value={label.en}
        onChange={({ target }) => onChange({ ...label, en: target.value })}
      />
    </>
  );
}
