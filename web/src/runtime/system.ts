import type { Json } from "../fields/field-type";
import type { RecordView } from "../generated/api";
import type { AnyField } from "../generated/forms";
import type { Context, Value } from "../language";
import { Decimal } from "../language";
import { readDateTime } from "../language/temporal-texts";

const label = (en: string, zh: string) => ({ en, "zh-CN": zh });

/** What every record has, as fields of a list, by the names that views use. */
export const SYSTEM_FIELDS: Readonly<Record<string, AnyField>> = {
  "created at": { kind: "date_time", label: label("Created", "创建时间"), name: "created at" },
  "created by": { kind: "user", label: label("Created by", "创建人"), name: "created by" },
  department: { kind: "department", label: label("Department", "部门"), name: "department" },
  owner: { kind: "user", label: label("Owner", "负责人"), name: "owner" },
  "updated at": { kind: "date_time", label: label("Changed", "修改时间"), name: "updated at" },
  "updated by": { kind: "user", label: label("Changed by", "修改人"), name: "updated by" },
};

/** Returns the value of a column of a record: a field, or what every record has. */
export function columnValue(record: RecordView, name: string): Json {
  switch (name) {
    case "created at":
      return record.created_at;
    case "created by":
      return record.created_by;
    case "updated at":
      return record.updated_at;
    case "updated by":
      return record.updated_by;
    case "owner":
      return record.owner;
    case "department":
      return record.department;
    default:
      return (record.values[name] ?? null) as Json;
  }
}

/** Returns what expressions see of what every record has. */
export function systemOf(record: RecordView | null, user: Value): Context {
  if (record === null)
    return new Map<string, Value>([
      ["owner", user],
      ["created by", user],
    ]);
  const person = (id: string | null): Value => (id === null ? null : new Map([["id", id]]));
  return new Map<string, Value>([
    ["id", record.id],
    ["version", new Decimal(record.version)],
    ["created at", readDateTime(record.created_at)],
    ["created by", person(record.created_by)],
    ["updated at", readDateTime(record.updated_at)],
    ["updated by", person(record.updated_by)],
    ["owner", person(record.owner)],
    ["department", person(record.department)],
  ]);
}
