import { Table, Tag } from "antd";
import type { LiftRate, LiftRow } from "../../generated/api";
import { Nothing } from "../../ui/nothing";
import { headOf, memberText, type Words } from "../answer";
import type { Shown } from "../chart-kind";
import { numberText } from "../numbers";

/** How often something succeeds with a behaviour and without it, and how sure the difference is. */
export function Lift({ read, words }: Shown<"lift">) {
  const { t, say } = words;
  const finding = read.answer.finding;
  if (finding?.kind !== "lift") return <Nothing hint={t("analyses.notAskedHint")} title={t("analyses.notAsked")} />;
  const rows = finding.rows ?? [];
  if (rows.length === 0) return <Nothing hint={t("analyses.noneHint")} title={t("analyses.none")} />;
  const group = read.dimensions[0];
  return (
    <>
      <Table<LiftRow>
        className="answer-table"
        columns={[
          { key: "behaviour", render: (_, one) => say(one.label), title: t("analyses.behaviour") },
          ...(group === undefined
            ? []
            : [
                {
                  key: "member",
                  render: (_: unknown, one: LiftRow) => memberText(group.column, one.member, words),
                  title: headOf(group.column, words),
                },
              ]),
          {
            align: "right",
            key: "with",
            render: (_, one) => <Rate of={one.done} words={words} />,
            title: t("analyses.with"),
          },
          {
            align: "right",
            key: "without",
            render: (_, one) => <Rate of={one.left} words={words} />,
            title: t("analyses.without"),
          },
          {
            align: "right",
            key: "difference",
            render: (_, one) => <Difference of={one} words={words} />,
            sorter: (a, b) => Number(a.difference ?? 0) - Number(b.difference ?? 0),
            title: t("analyses.difference"),
          },
          {
            align: "right",
            key: "lift",
            render: (_, one) =>
              one.lift == null ? "–" : `× ${numberText(Number(one.lift), { digits: 2 }, words.language)}`,
            title: t("analyses.lift"),
          },
        ]}
        dataSource={[...rows]}
        pagination={false}
        rowKey={(one) => `${one.behaviour} ${one.member}`}
        scroll={{ x: "max-content" }}
        size="small"
      />
      <p className="quiet">{t("analyses.notCause", { confidence: finding.confidence })}</p>
    </>
  );
}

function Rate({ of, words }: { of: LiftRate; words: Words }) {
  const { t } = words;
  return (
    <>
      {percent(of.rate, words)} <span className="quiet">{t("analyses.wonOf", { count: of.count, won: of.won })}</span>
    </>
  );
}

function Difference({ of, words }: { of: LiftRow; words: Words }) {
  const { t } = words;
  if (of.difference == null) return "–";
  const interval = t("analyses.interval", { high: percent(of.high, words), low: percent(of.low, words) });
  return (
    <>
      {Number(of.difference) > 0 ? "+" : ""}
      {percent(of.difference, words)} <span className="quiet">({interval})</span>{" "}
      <Tag {...(of.sure ? { color: "green" } : {})}>{t(of.sure ? "analyses.sure" : "analyses.unsure")}</Tag>
    </>
  );
}

function percent(value: number | string | null | undefined, { language }: Words): string {
  return value == null ? "–" : numberText(Number(value), { digits: 1, style: "percent" }, language);
}
