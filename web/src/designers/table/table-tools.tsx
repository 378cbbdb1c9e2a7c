import { PlusOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useTexts } from "../../core/language";
import type { TableDraft } from "../../generated/api";
import { ReadyMadeMenu } from "../../ui/ready-made-menu";
import { type Table, withNewColumn } from "./draft";

type Policy = NonNullable<TableDraft["hit_policy"]>;
type Aggregation = NonNullable<TableDraft["aggregation"]> | "none";

const POLICIES: readonly Policy[] = ["unique", "first", "any", "priority", "rule_order", "output_order", "collect"];
const AGGREGATIONS: readonly Aggregation[] = ["none", "sum", "min", "max", "count"];

/** What can be done with a whole table. */
export function TableTools<K extends string>({
  table,
  samples,
  onChange,
  onLoad,
}: {
  table: Table;
  samples: readonly { readonly key: K; readonly label: string }[];
  onChange: (table: Table) => void;
  onLoad: (key: K) => void;
}) {
  const { t } = useTexts();
  return (
    <div className="table-tools">
      <Select<Policy>
        aria-label={t("table.policy")}
        className="policy"
        options={POLICIES.map((one) => ({ label: t(`policies.${one}`), value: one }))}
        popupMatchSelectWidth={false}
        size="small"
        value={table.hit_policy ?? "unique"}
        onChange={(policy) =>
          onChange({
            ...table,
            aggregation: policy === "collect" ? (table.aggregation ?? null) : null,
            hit_policy: policy,
          })
        }
      />
      {table.hit_policy === "collect" ? (
        <Select<Aggregation>
          aria-label={t("table.aggregation")}
          options={AGGREGATIONS.map((one) => ({ label: t(`aggregations.${one}`), value: one }))}
          popupMatchSelectWidth={false}
          size="small"
          value={table.aggregation ?? "none"}
          onChange={(one) => onChange({ ...table, aggregation: one === "none" ? null : one })}
        />
      ) : null}
      <Button
        aria-label={t("table.addInputLabel")}
        icon={<PlusOutlined />}
        size="small"
        onClick={() => onChange(withNewColumn(table, "inputs", ""))}
      >
        {t("table.addInput")}
      </Button>
      <Button
        aria-label={t("table.addOutputLabel")}
        icon={<PlusOutlined />}
        size="small"
        onClick={() => onChange(withNewColumn(table, "outputs", ""))}
      >
        {t("table.addOutput")}
      </Button>
      <ReadyMadeMenu label={t("table.samples")} samples={samples} onLoad={onLoad} />
    </div>
  );
}
