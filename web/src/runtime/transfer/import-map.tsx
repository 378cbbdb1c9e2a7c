import { useMutation } from "@tanstack/react-query";
import { Alert, Checkbox, InputNumber, Radio, Select } from "antd";
import type { ReactNode } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { ImportAnalysis, ImportMapping, ImportTarget } from "../../generated/api";
import { Failure } from "../../ui/failure";
import type { Read } from "./import-file";

const MODES = ["insert", "update", "upsert"] as const;

/** Returns the mapping that an analysis proposes. */
export function proposed(analysis: ImportAnalysis): ImportMapping {
  const columns: Record<string, string> = {};
  for (const one of analysis.columns) if (one.field) columns[one.at] = one.field;
  const key = analysis.targets.find((one) => one.unique && Object.values(columns).includes(one.name));
  return {
    clear: false,
    columns,
    header: analysis.header,
    key: key === undefined ? [] : [key.name],
    mode: "insert",
    sheet: analysis.sheet,
  };
}

/** Returns what keeps a mapping from being tried: the fields that new records need and no column has. */
export function missing({ targets }: ImportAnalysis, mapping: ImportMapping): readonly ImportTarget[] {
  if (mapping.mode === "update") return [];
  const there = new Set(Object.values(mapping.columns ?? {}));
  // What rows of a sub-table need is only asked when some of their columns are there.
  const rows = new Set([...there].flatMap((name) => (name.includes(".") ? [name.split(".")[0]] : [])));
  return targets.filter((one) => {
    const [head, inner] = one.name.split(".");
    return one.required && !there.has(one.name) && (inner === undefined || rows.has(head));
  });
}

/** The second step: which column is meant for which field, and what is done with the rows. */
export function ImportMap({
  app,
  form,
  read,
  mapping,
  onMap,
  onRead,
}: {
  app: string;
  form: string;
  read: Read;
  mapping: ImportMapping;
  onMap: (mapping: ImportMapping) => void;
  onRead: (read: Read) => void;
}) {
  const { language, say, t } = useTexts();
  const { analysis, file } = read;
  const again = useMutation({
    mutationFn: async (where: { sheet?: string; header?: number }) => ({
      analysis: await ask(
        "POST /api/apps/{app}/forms/{form}/imports",
        { file, sheet: analysis.sheet, ...where },
        undefined,
        { app, form },
      ),
      file,
    }),
    onSuccess: onRead,
  });
  const columns = mapping.columns ?? {};
  const taken = new Set(Object.values(columns));
  const lacking = missing(analysis, mapping);
  const keys = analysis.targets.filter((one) => one.key && taken.has(one.name));
  const choose = (at: number, field: string | undefined) => {
    const next = { ...columns };
    if (field === undefined) delete next[at];
    else next[at] = field;
    const left = new Set(Object.values(next));
    onMap({ ...mapping, columns: next, key: (mapping.key ?? []).filter((name) => left.has(name)) });
  };
  return (
    <div className="import-map">
      <p className="quiet">
        {analysis.file} · {t("transfer.found", { columns: analysis.columns.length, rows: analysis.rows })}
      </p>
      <div className="import-settings">
        {analysis.sheets.length > 1 ? (
          <Labelled label={t("transfer.sheet")}>
            <Select
              aria-label={t("transfer.sheet")}
              loading={again.isPending}
              options={analysis.sheets.map((value) => ({ label: value, value }))}
              value={analysis.sheet}
              onChange={(sheet) => again.mutate({ sheet })}
            />
          </Labelled>
        ) : null}
        <Labelled label={t("transfer.header")}>
          <InputNumber
            aria-label={t("transfer.header")}
            disabled={again.isPending}
            max={1000}
            min={1}
            value={analysis.header}
            onChange={(header) => (header === null ? undefined : again.mutate({ header }))}
          />
        </Labelled>
      </div>
      {again.error === null ? null : <Failure error={again.error} onRetry={() => again.reset()} />}
      <div className="import-scroll">
        <table className="import-table">
          <thead>
            <tr>
              <th scope="col">{t("transfer.column")}</th>
              <th scope="col">{t("transfer.samples")}</th>
              <th scope="col">{t("transfer.field")}</th>
            </tr>
          </thead>
          <tbody>
            {analysis.columns.map((one) => (
              <tr key={one.at} className={columns[one.at] === undefined ? "skipped" : ""}>
                <th scope="row">{one.title || `#${one.at + 1}`}</th>
                <td className="import-samples">{(one.samples ?? []).join(" · ")}</td>
                <td>
                  <Select
                    allowClear
                    aria-label={`${t("transfer.field")}: ${one.title || one.at + 1}`}
                    className="import-select"
                    options={analysis.targets.map((target) => ({
                      disabled: taken.has(target.name) && columns[one.at] !== target.name,
                      label: target.required ? `${say(target.label)} *` : say(target.label),
                      value: target.name,
                    }))}
                    placeholder={t("transfer.skip")}
                    showSearch={{ optionFilterProp: "label" }}
                    value={columns[one.at]}
                    onChange={(field: string | undefined) => choose(one.at, field)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <fieldset className="import-mode">
        <legend>{t("transfer.mode")}</legend>
        <Radio.Group
          options={MODES.map((value) => ({ label: t(`transfer.modes.${value}`), value }))}
          value={mapping.mode}
          vertical
          onChange={({ target }) => onMap({ ...mapping, mode: target.value as (typeof MODES)[number] })}
        />
        {mapping.mode === "insert" ? null : (
          <>
            <Labelled label={t("transfer.key")}>
              <Select
                aria-label={t("transfer.key")}
                className="import-select"
                mode="multiple"
                options={keys.map((one) => ({ label: say(one.label), value: one.name }))}
                value={[...(mapping.key ?? [])]}
                onChange={(key: string[]) => onMap({ ...mapping, key })}
              />
            </Labelled>
            <Checkbox
              checked={mapping.clear ?? false}
              onChange={({ target }) => onMap({ ...mapping, clear: target.checked })}
            >
              {t("transfer.clear")}
            </Checkbox>
          </>
        )}
      </fieldset>
      {lacking.length > 0 ? (
        <Alert
          showIcon
          title={t("transfer.missing", {
            names: lacking.map((one) => say(one.label)).join(language === "zh-CN" ? "、" : ", "),
          })}
          type="warning"
        />
      ) : null}
    </div>
  );
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="import-labelled">
      <span>{label}</span>
      {children}
    </div>
  );
}
