import { DeleteOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useMemo } from "react";
import { useTexts } from "../../core/language";
import type { GroupBy } from "../../generated/api";
import { isGroupable } from "./columns";
import { fieldGroups, waysOut } from "./filter-fields";
import type { ListQuery } from "./query";
import { follow, useForms } from "./reach";

/** The most levels of groups. */
const MOST = 3;
const UNITS = ["day", "week", "month", "quarter", "year"] as const;

/** What a list is grouped by, up to three levels. */
export function GroupPanel({ list }: { list: ListQuery }) {
  const { t, language } = useTexts();
  const names = useMemo(() => [...waysOut(list.form), ...list.group.map((one) => one.by)], [list]);
  const forms = useForms(list.menu.name, list.form, names);
  const groups = useMemo(
    () => fieldGroups(list.form, forms, t("list.ownFields"), language, isGroupable),
    [list.form, forms, t, language],
  );
  const temporal = (name: string) => {
    const found = follow(list.form, name, forms);
    return found !== null && typeof found !== "string" && ["date", "date_time"].includes(found.field.kind);
  };
  const made = (by: string): GroupBy => (temporal(by) ? { by, unit: "month" } : { by });
  const chosen = new Set(list.group.map((one) => one.by));
  const put = (at: number, one: GroupBy) => list.setGroup(list.group.with(at, one));
  return (
    <section className="group-panel" aria-label={t("list.group")}>
      {[...list.group, ...(list.group.length < MOST ? [null] : [])].map((one, at) => (
        <div key={one?.by ?? "new"} className="group-row">
          <Select<string>
            aria-label={t(at === 0 ? "list.group" : "list.thenBy")}
            className="wide"
            options={groups
              .map((each) => ({
                label: each.label,
                options: each.options.filter(({ value }) => value === one?.by || !chosen.has(value)),
              }))
              .filter((each) => each.options.length > 0)}
            placeholder={t(at === 0 ? "list.group" : "list.thenBy")}
            showSearch={{ optionFilterProp: "label" }}
            value={one?.by ?? null}
            onChange={(by) => (one === null ? list.setGroup([...list.group, made(by)]) : put(at, made(by)))}
          />
          {one !== null && temporal(one.by) ? (
            <Select<(typeof UNITS)[number]>
              aria-label={t("list.group")}
              className="group-unit"
              options={UNITS.map((unit) => ({ label: t(`list.units.${unit}`), value: unit }))}
              value={one.unit ?? "month"}
              onChange={(unit) => put(at, { ...one, unit })}
            />
          ) : null}
          {one === null ? null : (
            <Button
              aria-label={t("list.ungroup")}
              icon={<DeleteOutlined />}
              type="text"
              onClick={() => list.setGroup(list.group.filter((_, position) => position !== at))}
            />
          )}
        </div>
      ))}
    </section>
  );
}
