import { CloseCircleOutlined, FilterOutlined } from "@ant-design/icons";
import { Button, Drawer } from "antd";
import { useState } from "react";
import { useTexts } from "../../core/language";
import type { Dashboard } from "../../generated/api";
import { type Choices, held, NOTHING } from "./choices";
import { MemberSelect } from "./member-select";
import { PeriodSelect, useStretchText } from "./period-select";

interface Given {
  app: string;
  dashboard: Dashboard;
  choices: Choices;
  onChange: (choices: Choices) => void;
}

/** What narrows down all charts of a dashboard; on phones one line that opens it, so that numbers come first. */
export function BoardFilters(given: Given & { narrow: boolean }) {
  const { narrow, choices, dashboard, onChange } = given;
  const { t } = useTexts();
  const { members, periods, picked } = choices;
  const touched =
    picked !== null || Object.keys(periods).length > 0 || Object.values(members).some((one) => one.length > 0);
  if ((dashboard.filters ?? []).length === 0 && picked === null) return null;
  return (
    <div className="list-tools board-filters">
      {narrow ? <FilterSheet {...given} /> : <Filters {...given} />}
      {picked === null ? null : (
        <Button
          aria-label={`${t("reports.unpick")}: ${picked.text}`}
          className="picked-chip"
          icon={<CloseCircleOutlined />}
          type="primary"
          onClick={() => onChange({ ...choices, picked: null })}
        >
          {t("reports.picked", { what: picked.text })}
        </Button>
      )}
      {touched && !narrow ? (
        <Button type="text" onClick={() => onChange(NOTHING)}>
          {t("reports.clear")}
        </Button>
      ) : null}
    </div>
  );
}

/** One line that says what the charts are narrowed down by, and opens the filters from below. */
function FilterSheet(given: Given) {
  const { say, t } = useTexts();
  const stretch = useStretchText();
  const [open, setOpen] = useState(false);
  const { dashboard, choices, onChange } = given;
  const filters = dashboard.filters ?? [];
  const told = filters.flatMap((one) => {
    const value = held(one, choices);
    if (value === null) return [];
    return "period" in value ? [stretch(value.period)] : [`${say(one.label)}: ${value.members.length}`];
  });
  if (filters.length === 0) return null;
  return (
    <>
      <Button
        aria-expanded={open}
        className="board-filter-line"
        icon={<FilterOutlined />}
        onClick={() => setOpen(true)}
      >
        <span>{told.length > 0 ? t("list.filters", { count: told.length }) : t("list.filter")}</span>
        <span className="quiet">{told.join(" · ")}</span>
      </Button>
      <Drawer
        footer={
          <div className="board-sheet-foot">
            <Button onClick={() => onChange(NOTHING)}>{t("reports.clear")}</Button>
            <Button type="primary" onClick={() => setOpen(false)}>
              {t("list.done")}
            </Button>
          </div>
        }
        open={open}
        placement="bottom"
        size={Math.min(640, 180 + filters.length * 46)}
        title={t("list.filter")}
        onClose={() => setOpen(false)}
      >
        <div className="board-sheet">
          <Filters {...given} />
        </div>
      </Drawer>
    </>
  );
}

function Filters({ app, dashboard, choices, onChange }: Given) {
  const { say, t } = useTexts();
  const { members, periods } = choices;
  return (dashboard.filters ?? []).map((one) => {
    if (one.kind === "period") {
      return (
        <PeriodSelect
          key={one.name}
          className="list-filter"
          label={say(one.label)}
          value={one.name in periods ? (periods[one.name] ?? null) : (one.default ?? null)}
          onChange={(value) => onChange({ ...choices, periods: { ...periods, [one.name]: value } })}
        />
      );
    }
    const [dataset = "", expression = ""] = Object.entries(one.expressions)[0] ?? [];
    return (
      <MemberSelect
        key={one.name}
        app={app}
        className="list-filter"
        dataset={dataset}
        expression={String(expression)}
        label={say(one.label)}
        placeholder={`${say(one.label)}: ${t("reports.everything")}`}
        value={members[one.name] ?? (one.default ? [one.default] : [])}
        onChange={(value) => onChange({ ...choices, members: { ...members, [one.name]: value } })}
      />
    );
  });
}
