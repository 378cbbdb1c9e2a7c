import { CloseCircleOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useRested } from "../../core/moments";
import type { Dashboard, DashboardFilter } from "../../generated/api";
import { type Choices, NOTHING } from "./choices";

const STRETCHES = [
  "today",
  "yesterday",
  "this_week",
  "last_week",
  "this_month",
  "last_month",
  "this_quarter",
  "last_quarter",
  "this_year",
  "last_year",
  "last_7_days",
  "last_30_days",
  "last_90_days",
  "last_12_months",
] as const;

type Stretch = (typeof STRETCHES)[number];

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
  const { t } = useTexts();
  const filters = dashboard.filters ?? [];
  const { members, periods, picked } = choices;
  const touched =
    picked !== null || Object.keys(periods).length > 0 || Object.values(members).some((one) => one.length > 0);
  if (filters.length === 0 && picked === null) return null;
  return (
    <div className="list-tools board-filters">
      {filters.map((one) =>
        one.kind === "period" ? (
          <PeriodChoice
            key={one.name}
            filter={one}
            value={one.name in periods ? (periods[one.name] ?? null) : (one.default ?? null)}
            onChange={(value) => onChange({ ...choices, periods: { ...periods, [one.name]: value } })}
          />
        ) : (
          <MemberChoice
            key={one.name}
            app={app}
            filter={one}
            value={members[one.name] ?? (one.default ? [one.default] : [])}
            onChange={(value) => onChange({ ...choices, members: { ...members, [one.name]: value } })}
          />
        ),
      )}
      {picked === null ? null : (
        <Button
          aria-label={`${t("reports.unpick")}: ${picked.text}`}
          icon={<CloseCircleOutlined />}
          type="primary"
          ghost
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

function PeriodChoice({
  filter,
  value,
  onChange,
}: {
  filter: DashboardFilter;
  value: string | readonly [string, string] | null;
  onChange: (value: string | readonly [string, string] | null) => void;
}) {
  const { say, t } = useTexts();
  const own = value !== null && typeof value !== "string";
  const words = STRETCHES.map((one: Stretch) => ({ label: t(`reports.stretches.${one}`), value: one as string }));
  return (
    <>
      <Select<string>
        aria-label={say(filter.label)}
        className="list-filter"
        options={[
          ...words,
          { label: t("reports.allTime"), value: "" },
          { label: t("reports.ownPeriod"), value: "own" },
        ]}
        prefix={<span className="quiet">{say(filter.label)}</span>}
        value={own ? "own" : (value ?? "")}
        onChange={(next) => {
          const today = dayjs().format("YYYY-MM-DD");
          const month = dayjs().startOf("month").format("YYYY-MM-DD");
          onChange(next === "own" ? [month, today] : next === "" ? null : next);
        }}
      />
      {own ? (
        <DatePicker.RangePicker
          allowClear={false}
          aria-label={say(filter.label)}
          value={[dayjs(value[0]), dayjs(value[1]).subtract(1, "day")]}
          onChange={(range) => {
            const [first, last] = range ?? [];
            // People name the last day; a stretch ends with the day after it.
            if (first && last) onChange([first.format("YYYY-MM-DD"), last.add(1, "day").format("YYYY-MM-DD")]);
          }}
        />
      ) : null}
    </>
  );
}

function MemberChoice({
  app,
  filter,
  value,
  onChange,
}: {
  app: string;
  filter: DashboardFilter;
  value: readonly unknown[];
  onChange: (value: readonly unknown[]) => void;
}) {
  const { say, t } = useTexts();
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const rested = useRested(search, 250);
  const [dataset = "", expression = ""] = Object.entries(filter.expressions)[0] ?? [];
  const found = useQuery({
    enabled: open || value.length > 0,
    queryFn: ({ signal }) => {
      const asked = { dataset, expression: String(expression), limit: 100, search: rested };
      return ask("POST /api/apps/{app}/reports/members", asked, signal, { app });
    },
    queryKey: ["reports", app, "members", dataset, expression, rested],
    staleTime: 60_000,
  });
  const options = (found.data?.members ?? []).map((one) => ({
    label: one.label ? say(one.label) : one.value === null ? t("reports.none") : String(one.value),
    value: JSON.stringify(one.value),
  }));
  return (
    <Select<string[]>
      allowClear
      aria-label={say(filter.label)}
      className="list-filter"
      loading={found.isFetching}
      maxTagCount="responsive"
      mode="multiple"
      notFoundContent={found.error === null ? undefined : t("reports.notOpen")}
      options={options}
      placeholder={`${say(filter.label)}: ${t("reports.everything")}`}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      value={value.map((one) => JSON.stringify(one))}
      onChange={(next) => onChange(next.map((one) => JSON.parse(one) as unknown))}
      onOpenChange={setOpen}
    />
  );
}
