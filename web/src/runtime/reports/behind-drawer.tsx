import { useQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Answer, ReportRow } from "../../generated/api";
import { Nothing } from "../../ui/nothing";
import { Loaded } from "../admin/loaded";
import type { Filter } from "../list/filters";
import { beginWith } from "../list/query";
import { usePlace } from "../session";

/** The records behind a number, and the way to them as a list. */
export function BehindDrawer({
  app,
  answer,
  row,
  title,
  onClose,
}: {
  app: string;
  answer: Answer;
  row: ReportRow | null;
  title: string;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const { go } = usePlace();
  const group = row === null ? {} : { others: row.others ?? [], values: membersOf(answer, row) };
  const found = useQuery({
    gcTime: 0,
    queryFn: ({ signal }) =>
      ask("POST /api/apps/{app}/reports/behind", { group, limit: 50, query: answer.query }, signal, { app }),
    queryKey: ["reports", app, "behind", answer.query, group],
  });
  return (
    <Drawer open size={480} title={title} onClose={onClose}>
      <Loaded of={found}>
        {({ form, total, records, filter }) => {
          const [owner, name] = form.includes(".") ? form.split(".") : [app, form];
          return (
            <div className="stacked">
              <p className="quiet">{t("reports.behindHint")}</p>
              <p className="behind-tools">
                <strong>{t("reports.behindCount", { count: total })}</strong>
                {total > 0 && filter ? (
                  <Button
                    size="small"
                    onClick={() => {
                      beginWith(owner ?? app, name ?? "", filter as Filter);
                      go(`app/${owner}/form/${name}`);
                    }}
                  >
                    {t("reports.openList")}
                  </Button>
                ) : null}
              </p>
              {records.length === 0 ? (
                <Nothing hint={t("reports.behindNoneHint")} title={t("reports.behindNone")} />
              ) : (
                <ul className="behind-list">
                  {records.map((one) => (
                    <li key={one.id}>
                      <a href={`#/app/${owner}/form/${name}/${one.id}`}>{one.title ?? t("records.untitled")}</a>
                      {one.count > 1 ? <span className="quiet"> × {one.count}</span> : null}
                    </li>
                  ))}
                </ul>
              )}
              {total > records.length ? (
                <p className="quiet">{t("reports.behindFirst", { count: records.length })}</p>
              ) : null}
            </div>
          );
        }}
      </Loaded>
    </Drawer>
  );
}

/** Returns the members of a group by dimension, as far as it is grouped by them. */
export function membersOf(answer: Answer, row: ReportRow): Readonly<Record<string, unknown>> {
  const names = answer.columns.flatMap((column, at) =>
    column.role === "dimension" && (row.level ?? []).includes(column.name) && !(row.others ?? []).includes(column.name)
      ? [[column.name, row.values[at]] as const]
      : [],
  );
  return Object.fromEntries(names);
}
