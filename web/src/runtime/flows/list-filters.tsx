import { Button, Input, Select, Switch } from "antd";
import { useTexts } from "../../core/language";
import type { TaskEntry } from "../../generated/api";
import { Folded } from "./folded";
import { useFlowNames } from "./tasks";

/** What narrows a list of tasks. */
export interface TaskFilters {
  readonly search: string;
  /** As `crm.approval`. */
  readonly flow: string | null;
  /** As `crm.lead`. */
  readonly form: string | null;
  readonly kind: "approval" | "work" | "question" | null;
  readonly overdue: boolean;
  readonly unread: boolean;
  readonly oldest: boolean;
}

export const NO_FILTERS: TaskFilters = {
  flow: null,
  form: null,
  kind: null,
  oldest: false,
  overdue: false,
  search: "",
  unread: false,
};

/** What narrows a list of tasks: words, the flow, what is asked, what is late. */
export function ListFilters({
  filters,
  list,
  rows,
  onChange,
}: {
  filters: TaskFilters;
  list: string;
  rows: readonly TaskEntry[];
  onChange: (filters: TaskFilters) => void;
}) {
  const { t } = useTexts();
  const set = (some: Partial<TaskFilters>) => onChange({ ...filters, ...some });
  const open = list === "mine" || list === "pool";
  const { flow, form, kind, overdue, unread, oldest } = filters;
  const count = [flow, form, kind, overdue, unread, oldest].filter(Boolean).length;
  return (
    <search className="list-tools inbox-filters">
      <Input.Search
        allowClear
        aria-label={t("flows.search")}
        className="list-search"
        placeholder={t("flows.search")}
        value={filters.search}
        onChange={({ target }) => set({ search: target.value })}
      />
      <Folded count={count}>
        <FlowSelect rows={rows} value={filters.flow} onChange={(flow) => set({ flow })} />
        <FormSelect value={filters.form} onChange={(form) => set({ form })} />
        {list === "copies" ? null : (
          <Select<TaskFilters["kind"]>
            allowClear
            aria-label={t("flows.kind")}
            className="list-filter"
            options={(["approval", "work", "question"] as const).map((one) => ({
              label: t(`flows.kinds.${one}`),
              value: one,
            }))}
            placeholder={t("flows.kind")}
            value={filters.kind}
            onChange={(kind) => set({ kind: kind ?? null })}
          />
        )}
        {open ? (
          <Toggle label={t("flows.overdue")} on={filters.overdue} onChange={(overdue) => set({ overdue })} />
        ) : null}
        {open || list === "copies" ? (
          <Toggle label={t("flows.unread")} on={filters.unread} onChange={(unread) => set({ unread })} />
        ) : null}
        <Button type="text" onClick={() => set({ oldest: !filters.oldest })}>
          {t(filters.oldest ? "flows.oldest" : "flows.newest")}
        </Button>
      </Folded>
    </search>
  );
}

/** Chooses a flow; also one of an app in which one has no role and only a task. */
export function FlowSelect({
  rows,
  value,
  onChange,
}: {
  rows: readonly Pick<TaskEntry, "app" | "flow" | "label">[];
  value: string | null;
  onChange: (flow: string | null) => void;
}) {
  const { say, t } = useTexts();
  const known = useFlowNames().data ?? [];
  const options = new Map(rows.map((one) => [`${one.app}.${one.flow}`, say(one.label)]));
  for (const one of known) options.set(`${one.app}.${one.flow}`, `${say(one.app_label)} · ${say(one.label)}`);
  return (
    <Select<string | null>
      allowClear
      aria-label={t("flows.flow")}
      className="list-filter"
      options={[...options].map(([key, text]) => ({ label: text, value: key }))}
      placeholder={t("flows.flow")}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: "label" }}
      value={value}
      onChange={(next) => onChange(next ?? null)}
    />
  );
}

function FormSelect({ value, onChange }: { value: string | null; onChange: (form: string | null) => void }) {
  const { say, t } = useTexts();
  const flows = useFlowNames().data ?? [];
  const options = new Map<string, string>();
  for (const { app, app_label, form, form_label } of flows) {
    if (form != null && form_label != null) options.set(`${app}.${form}`, `${say(app_label)} · ${say(form_label)}`);
  }
  if (options.size < 2) return null;
  return (
    <Select<string | null>
      allowClear
      aria-label={t("flows.form")}
      className="list-filter"
      options={[...options].map(([key, text]) => ({ label: text, value: key }))}
      placeholder={t("flows.form")}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: "label" }}
      value={value}
      onChange={(next) => onChange(next ?? null)}
    />
  );
}

/** A switch beside its name. */
export function Toggle({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <span className="switch-line">
      <Switch aria-label={label} checked={on} size="small" onChange={onChange} /> {label}
    </span>
  );
}
