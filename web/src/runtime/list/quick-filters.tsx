import { useTexts } from "../../core/language";
import type { Json } from "../../fields/field-type";
import type { AnyField } from "../../generated/forms";
import { operatorsOf } from "./filter-fields";
import { ValueInput } from "./filter-value";
import { type Comparison, conditions, type Filter } from "./filters";
import type { ListQuery } from "./query";
import { follow } from "./reach";

/** Returns how the top of a list compares a field: with parts of a text, or with several of what is chosen from. */
function quickOperator(field: AnyField): string | null {
  const known = operatorsOf(field);
  return ["has_any", "contains", "in", "period"].find((one) => known.includes(one)) ?? null;
}

/** The fields that the view puts at the top of the list to filter by. */
export function QuickFilters({ list }: { list: ListQuery }) {
  const { say } = useTexts();
  return (list.view?.search ?? []).map((name) => {
    const found = follow(list.form, name, list.forms);
    if (found === null || typeof found === "string") return null;
    const operator =
      found.field.kind === "date" || found.field.kind === "date_time" ? "period" : quickOperator(found.field);
    if (operator === null) return null;
    const parts = conditions(list.filter);
    const at = parts.findIndex((one) => one.kind === "field" && one.field === name && one.operator === operator);
    const present = parts[at] as Comparison | undefined;
    const set = (value: Json) => {
      const mine: Filter = { field: name, kind: "field", operator, value };
      const empty = value === null || value === "" || (Array.isArray(value) && value.length === 0);
      const left = empty
        ? parts.filter((_, position) => position !== at)
        : at < 0
          ? [...parts, mine]
          : parts.with(at, mine);
      list.setFilter(left.length === 0 ? null : { filters: left, kind: "all" });
    };
    return (
      <div key={name} className="list-filter">
        <ValueInput
          field={found.field}
          form={found.form}
          id={`quick-${name}`}
          label={say(found.field.label)}
          operator={operator}
          value={(present?.value ?? null) as Json}
          onChange={set}
        />
      </div>
    );
  });
}
