import { Tag } from "antd";
import type { ReactNode } from "react";
import { useTexts } from "../../core/language";
import type { Json } from "../../fields/field-type";
import { RecordName } from "../../fields/record-picker";
import type { AnyField } from "../../generated/forms";
import { OPERATORS, PERIODS } from "../../generated/palette";
import { typeOf } from "../form/store";
import { labelOf } from "./columns";
import { identity } from "./filter-value";
import { complete, conditions, type Filter, takenBy, without } from "./filters";
import type { ListQuery } from "./query";
import { follow } from "./reach";

/** The conditions of a list in words, each with a cross that takes it away. */
export function FilterChips({ list }: { list: ListQuery }) {
  const { t } = useTexts();
  const chips = conditions(list.filter).flatMap((one, position) => (complete(one) === null ? [] : [{ one, position }]));
  if (chips.length === 0) return null;
  return (
    <ul className="filter-chips" aria-label={t("list.filter")}>
      {chips.map(({ one, position }) => (
        <li key={JSON.stringify(one)}>
          <Tag
            closable={{ "aria-label": t("list.removeCondition") }}
            onClose={(event) => {
              event.preventDefault();
              list.setFilter(without(list.filter, position));
            }}
          >
            <Said filter={one} list={list} />
          </Tag>
        </li>
      ))}
    </ul>
  );
}

function Said({ filter, list }: { filter: Filter; list: ListQuery }): ReactNode {
  const { t, language } = useTexts();
  switch (filter.kind) {
    case "expression":
      return <code>{filter.expression}</code>;
    case "field": {
      const found = follow(list.form, filter.field, list.forms);
      const word = (OPERATORS as Readonly<Record<string, { label: Readonly<Record<string, string>> }>>)[
        filter.operator
      ];
      return (
        <>
          {labelOf(list.form, filter.field, list.forms, language)} {word?.label[language] ?? filter.operator}{" "}
          {found === null || typeof found === "string" ? null : (
            <strong>
              <Operand field={found.field} operator={filter.operator} value={(filter.value ?? null) as Json} />
            </strong>
          )}
        </>
      );
    }
    default:
      return (filter.filters ?? [])
        .filter((one) => complete(one) !== null)
        .map((one, position) => (
          <span key={JSON.stringify(one)}>
            {position === 0 ? null : <em> {t(filter.kind === "all" ? "list.and" : "list.or")} </em>}
            <Said filter={one} list={list} />
          </span>
        ));
  }
}

function Operand({ field, operator, value }: { field: AnyField; operator: string; value: Json }): ReactNode {
  const { t, language } = useTexts();
  if (value === null) return null;
  switch (takenBy(operator)) {
    case "none":
      return null;
    case "days":
      return `${String(value)} ${t("list.days")}`;
    case "period":
      return (PERIODS as Readonly<Record<string, Readonly<Record<string, string>>>>)[String(value)]?.[language] ?? "";
    default: {
      const values = Array.isArray(value) ? (value as readonly Json[]) : [value];
      return values.map((one, position) => (
        <span key={JSON.stringify(one)}>
          {position === 0 ? "" : takenBy(operator) === "two" ? " – " : language === "en" ? ", " : "、"}
          {identity(field) !== null && typeof one === "string" ? <RecordName id={one} /> : shown(one, field, language)}
        </span>
      ));
    }
  }
}

function shown(value: Json, field: AnyField, language: "en" | "zh-CN"): string {
  // A field of several values is compared with single ones, which it writes as a list of one.
  const several = field.kind === "choices" || (field.kind === "dictionary" && field.several === true);
  return value === null ? "" : typeOf(field).text(several ? [value] : value, field, language);
}
