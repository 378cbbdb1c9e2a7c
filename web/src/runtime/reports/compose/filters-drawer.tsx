import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Drawer, Input, Select } from "antd";
import { useTexts } from "../../../core/language";
import { en, zhCn } from "../../../core/texts/compose";
import type { Dashboard, DashboardFilter, ReportDataset } from "../../../generated/api";
import { STRETCHES } from "../../../generated/charts";
import { Nothing } from "../../../ui/nothing";
import { Labelled } from "../../admin/labelled";
import { relabelled } from "../board";
import { useDatasets } from "../explore/sources";

/** The filters of a dashboard: what people choose, and which field each of them compares in the data of the charts. */
export function FiltersDrawer({
  app,
  now,
  onChange,
  onClose,
}: {
  app: string;
  now: Dashboard;
  onChange: (next: Dashboard) => void;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const known = useDatasets(app).data?.datasets ?? [];
  const asked = new Set((now.tiles ?? []).flatMap((one) => (one.chart ? [one.chart.query.dataset] : [])));
  const datasets = known.filter(({ name }) => asked.has(name));
  const filters = now.filters ?? [];
  const put = (next: readonly DashboardFilter[]) => onChange({ ...now, filters: next });
  const add = () => {
    let number = filters.length + 1;
    while (filters.some(({ name }) => name === `filter_${number}`)) number += 1;
    const expressions = Object.fromEntries(datasets.flatMap(({ name, time }) => (time ? [[name, time] as const] : [])));
    const label = { en: en.filterKinds.period.replace("A p", "P"), "zh-CN": zhCn.filterKinds.period };
    put([...filters, { expressions, kind: "period", label, name: `filter_${number}` }]);
  };
  return (
    <Drawer open size={460} title={t("compose.filters")} onClose={onClose}>
      <div className="stacked">
        <p className="quiet">{t("compose.filterHint")}</p>
        {filters.length === 0 ? <Nothing hint={t("compose.noFiltersHint")} title={t("compose.noFilters")} /> : null}
        {filters.map((filter) => (
          <FilterForm
            key={filter.name}
            datasets={datasets}
            filter={filter}
            onChange={(next) => put(filters.map((one) => (one.name === filter.name ? next : one)))}
            onRemove={() => put(filters.filter((one) => one.name !== filter.name))}
          />
        ))}
        <Button disabled={filters.length >= 12 || datasets.length === 0} icon={<PlusOutlined />} onClick={add}>
          {t("compose.addFilter")}
        </Button>
      </div>
    </Drawer>
  );
}

function FilterForm({
  filter,
  datasets,
  onChange,
  onRemove,
}: {
  filter: DashboardFilter;
  datasets: readonly ReportDataset[];
  onChange: (next: DashboardFilter) => void;
  onRemove: () => void;
}) {
  const { say, t, language } = useTexts();
  const kind = filter.kind ?? "members";
  return (
    <section aria-label={say(filter.label)} className="filter-form">
      <div className="tab-line">
        <Input
          aria-label={t("compose.filterName")}
          maxLength={60}
          value={say(filter.label)}
          onChange={({ target }) => onChange({ ...filter, label: relabelled(filter.label, target.value, language) })}
        />
        <Button
          aria-label={t("compose.removeFilter", { name: say(filter.label) })}
          icon={<DeleteOutlined />}
          onClick={onRemove}
        />
      </div>
      <Labelled label={t("compose.filterKind")}>
        {(id) => (
          <Select
            id={id}
            options={(["members", "period"] as const).map((value) => ({
              label: t(`compose.filterKinds.${value}`),
              value,
            }))}
            value={kind}
            onChange={(next) => onChange({ ...filter, default: null, expressions: {}, kind: next })}
          />
        )}
      </Labelled>
      {datasets.map((dataset) => {
        const fields = (dataset.fields ?? []).filter((one) => (one.role === "time") === (kind === "period"));
        const { [dataset.name]: here, ...others } = filter.expressions;
        return (
          <Labelled key={dataset.name} label={t("compose.filterField", { name: say(dataset.label) })}>
            {(id) => (
              <Select<string>
                id={id}
                options={[
                  { label: t("compose.filterNone"), value: "" },
                  ...fields.map((one) => ({ label: say(one.label), value: one.expression })),
                ]}
                showSearch={{ optionFilterProp: "label" }}
                value={here === undefined ? "" : String(here)}
                onChange={(value) =>
                  onChange({ ...filter, expressions: value === "" ? others : { ...others, [dataset.name]: value } })
                }
              />
            )}
          </Labelled>
        );
      })}
      {kind === "period" ? (
        <Labelled label={t("compose.filterDefault")}>
          {(id) => (
            <Select<string>
              id={id}
              options={[
                { label: t("reports.allTime"), value: "" },
                ...STRETCHES.map((one) => ({ label: t(`reports.stretches.${one}`), value: one as string })),
              ]}
              value={filter.default ?? ""}
              onChange={(value) => onChange({ ...filter, default: value === "" ? null : value })}
            />
          )}
        </Labelled>
      ) : null}
    </section>
  );
}
