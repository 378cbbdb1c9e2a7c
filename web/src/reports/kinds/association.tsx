import { Table, Tag } from "antd";
import type { AssociationRule } from "../../generated/api";
import { Nothing } from "../../ui/nothing";
import { memberText } from "../answer";
import type { Shown } from "../chart-kind";
import { numberText } from "../numbers";

/** What goes together, with the counts behind it. */
export function Association({ read, words }: Shown<"association">) {
  const { t, language } = words;
  const finding = read.answer.finding;
  if (finding?.kind !== "association")
    return <Nothing hint={t("analyses.notAskedHint")} title={t("analyses.notAsked")} />;
  const rules = finding.rules ?? [];
  if (rules.length === 0) return <Nothing hint={t("analyses.noneHint")} title={t("analyses.none")} />;
  const item = (value: AssociationRule["left"]) => {
    const column = read.dimensions[1]?.column;
    return column === undefined ? String(value) : memberText(column, value, words);
  };
  const part = (value: unknown) => numberText(Number(value), { digits: 1, style: "percent" }, language);
  return (
    <>
      <Table<AssociationRule>
        className="answer-table"
        columns={[
          { key: "left", render: (_, one) => item(one.left), title: t("analyses.left") },
          { key: "right", render: (_, one) => item(one.right), title: t("analyses.right") },
          {
            align: "right",
            key: "confidence",
            render: (_, one) => (
              <>
                {part(one.confidence)}{" "}
                <span className="quiet">{t("analyses.counts", { both: one.both, of: one.of_left })}</span>
              </>
            ),
            sorter: (a, b) => Number(a.confidence) - Number(b.confidence),
            title: t("analyses.confidence"),
          },
          {
            align: "right",
            key: "support",
            render: (_, one) => part(one.support),
            sorter: (a, b) => Number(a.support) - Number(b.support),
            title: t("analyses.support"),
          },
          {
            align: "right",
            key: "lift",
            render: (_, one) => (
              <>
                × {numberText(Number(one.lift), { digits: 2 }, language)}{" "}
                <Tag {...(one.sure ? { color: "green" } : {})}>{t(one.sure ? "analyses.sure" : "analyses.unsure")}</Tag>
              </>
            ),
            sorter: (a, b) => Number(a.lift) - Number(b.lift),
            title: t("analyses.lift"),
          },
        ]}
        dataSource={[...rules]}
        pagination={false}
        rowKey={(one) => `${one.left} ${one.right}`}
        scroll={{ x: "max-content" }}
        size="small"
      />
      <p className="quiet">{t("analyses.baskets", { baskets: finding.baskets, items: finding.items })}</p>
    </>
  );
}
