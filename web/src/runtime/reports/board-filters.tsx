import { CloseCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTexts } from "../../core/language";
import type { Dashboard } from "../../generated/api";
import { type Choices, NOTHING } from "./choices";
import { MemberSelect } from "./member-select";
import { PeriodSelect } from "./period-select";

/** What narrows down all charts of a dashboard. */
export function BoardFilters({
  app,
  dashboard,
  choices,
  onChange,
}: {
  app: string;
  dashboard: Dashboard;
  choices: Choices;
  onChange: (choices: Choices) => void;
}) {
  const { say, t } = useTexts();
  const filters = dashboard.filters ?? [];
  const { members, periods, picked } = choices;
  const touched =
    picked !== null || Object.keys(periods).length > 0 || Object.values(members).some((one) => one.length > 0);
  if (filters.length === 0 && picked === null) return null;
  return (
    <div className="list-tools board-filters">
      {filters.map((one) => {
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
      })}
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
      {touched ? (
        <Button type="text" onClick={() => onChange(NOTHING)}>
          {t("reports.clear")}
        </Button>
      ) : null}
    </div>
  );
}
