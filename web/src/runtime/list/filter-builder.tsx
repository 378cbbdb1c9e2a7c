import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Segmented, Select } from "antd";
import { useMemo } from "react";
import { useTexts } from "../../core/language";
import type { Json } from "../../fields/field-type";
import { OPERATORS } from "../../generated/palette";
import { type FieldGroup, fieldGroups, operatorsOf, waysOut } from "./filter-fields";
import { ValueInput } from "./filter-value";
import { type Comparison, type Filter, type Together, takenBy, together } from "./filters";
import type { ListQuery } from "./query";
import { follow, useForms } from "./reach";

/** How deep conditions are put into each other by hand. */
const DEEPEST = 3;

/** Where people put conditions together: fields, how they are compared, and groups of which all or some hold. */
export function FilterBuilder({ list }: { list: ListQuery }) {
  const { t, language } = useTexts();
  const names = useMemo(() => [...waysOut(list.form), ...list.forms.keys()], [list.form, list.forms]);
  const beyond = useForms(list.menu.name, list.form, names);
  const forms = useMemo(() => new Map([...list.forms, ...beyond]), [list.forms, beyond]);
  const groups = useMemo(
    () => fieldGroups(list.form, forms, t("list.ownFields"), language, (field) => operatorsOf(field).length > 0),
    [list.form, forms, t, language],
  );
  return (
    <section className="filter-builder" aria-label={t("list.filter")}>
      <Group
        depth={0}
        filter={together(list.filter)}
        groups={groups}
        list={{ ...list, forms }}
        path="filter"
        onChange={(next) => list.setFilter(next === null || (next.filters ?? []).length === 0 ? null : next)}
      />
    </section>
  );
}

interface Shared {
  readonly list: ListQuery;
  readonly groups: readonly FieldGroup[];
  readonly path: string;
}

function Group({
  filter,
  depth,
  onChange,
  ...shared
}: Shared & { filter: Together; depth: number; onChange: (filter: Together | null) => void }) {
  const { t } = useTexts();
  const parts = filter.filters ?? [];
  const put = (position: number, part: Filter | null) =>
    onChange({
      ...filter,
      filters: part === null ? parts.filter((_, at) => at !== position) : parts.with(position, part),
    });
  const add = (part: Filter) => onChange({ ...filter, filters: [...parts, part] });
  const first = shared.groups[0]?.options[0]?.value ?? "created at";
  return (
    <div className="filter-group" data-depth={depth}>
      <div className="filter-head">
        {depth === 0 ? <span>{t("list.filterTitle")}</span> : null}
        <Segmented<"all" | "any">
          options={[
            { label: t("list.all"), value: "all" },
            { label: t("list.any"), value: "any" },
          ]}
          size="small"
          value={filter.kind}
          onChange={(kind) => onChange({ ...filter, kind })}
        />
        {depth === 0 ? null : <Remove onClick={() => onChange(null)} />}
      </div>
      {parts.length === 0 && depth === 0 ? <p className="quiet">{t("list.noCondition")}</p> : null}
      {parts.map((part, at) => {
        const path = `${shared.path}-${at}`;
        return part.kind === "field" ? (
          <Condition key={path} {...shared} filter={part} path={path} onChange={(next) => put(at, next)} />
        ) : part.kind === "expression" ? (
          <div key={path} className="filter-row">
            <code>{part.expression}</code>
            <Remove onClick={() => put(at, null)} />
          </div>
        ) : (
          <Group
            key={path}
            {...shared}
            depth={depth + 1}
            filter={part}
            path={path}
            onChange={(next) => put(at, next)}
          />
        );
      })}
      <div className="filter-add">
        <Button icon={<PlusOutlined />} size="small" onClick={() => add(conditionOf(shared.list, first))}>
          {t("list.addCondition")}
        </Button>
        {depth < DEEPEST - 1 ? (
          <Button
            size="small"
            type="text"
            onClick={() =>
              add({ filters: [conditionOf(shared.list, first)], kind: filter.kind === "all" ? "any" : "all" })
            }
          >
            {t("list.addGroup")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** Returns a condition on a field that says nothing yet. */
function conditionOf(list: ListQuery, name: string): Comparison {
  const found = follow(list.form, name, list.forms);
  const operators = found === null || typeof found === "string" ? [] : operatorsOf(found.field);
  return { field: name, kind: "field", operator: preferred(operators), value: null };
}

/** Returns what people mostly compare by: parts of texts, several of a list. */
function preferred(operators: readonly string[]): string {
  for (const one of ["contains", "in", "has_any", "period", "at_least"]) if (operators.includes(one)) return one;
  return operators[0] ?? "empty";
}

function Condition({
  filter,
  list,
  groups,
  path,
  onChange,
}: Shared & { filter: Comparison; onChange: (filter: Comparison | null) => void }) {
  const { t, language } = useTexts();
  const found = follow(list.form, filter.field, list.forms);
  const reached = found === null || typeof found === "string" ? null : found;
  const operators = reached === null ? [filter.operator] : operatorsOf(reached.field);
  const words: Readonly<Record<string, { readonly label: { readonly en: string; readonly "zh-CN": string } }>> =
    OPERATORS;
  return (
    <div className="filter-row">
      <Select<string>
        aria-label={t("list.field")}
        className="filter-field"
        options={groups.map((one) => ({ label: one.label, options: [...one.options] }))}
        popupMatchSelectWidth={280}
        showSearch={{ optionFilterProp: "label" }}
        value={filter.field}
        onChange={(name) => onChange(conditionOf(list, name))}
      />
      <Select<string>
        aria-label={t("list.operator")}
        className="filter-operator"
        options={operators.map((one) => ({ label: words[one]?.label[language] ?? one, value: one }))}
        popupMatchSelectWidth={false}
        value={filter.operator}
        onChange={(operator) =>
          onChange({
            ...filter,
            operator,
            // A value stays where it fits what the other operator takes.
            value: takenBy(operator) === takenBy(filter.operator) ? (filter.value ?? null) : null,
          })
        }
      />
      <div className="filter-value">
        {reached === null ? null : (
          <ValueInput
            field={reached.field}
            form={reached.form}
            id={path}
            label={t("list.value")}
            operator={filter.operator}
            value={(filter.value ?? null) as Json}
            onChange={(value) => onChange({ ...filter, value })}
          />
        )}
      </div>
      <Remove onClick={() => onChange(null)} />
    </div>
  );
}

function Remove({ onClick }: { onClick: () => void }) {
  const { t } = useTexts();
  return (
    <Button
      aria-label={t("list.removeCondition")}
      className="filter-remove"
      icon={<DeleteOutlined />}
      size="small"
      type="text"
      onClick={onClick}
    />
  );
}
