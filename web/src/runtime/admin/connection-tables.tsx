import { LeftOutlined, SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Input } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useRested } from "../../core/moments";
import type { OutsideTable, OutsideTables } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import { OutsideDataset } from "./outside-dataset";

/** Whether another database answers, its tables, and how one of them becomes a dataset of an app. */
export function ConnectionTables({ name }: { name: string }) {
  const { t } = useTexts();
  const [search, setSearch] = useState("");
  const [chosen, choose] = useState<OutsideTable | null>(null);
  const sought = useRested(search.trim(), 250);
  const found = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/connections/{name}/tables", undefined, signal, { name, search: sought || undefined }),
    queryKey: ["connection-tables", name, sought],
    staleTime: 0,
  });
  if (chosen !== null) {
    return (
      <>
        <p>
          <Button icon={<LeftOutlined />} type="text" onClick={() => choose(null)}>
            {t("connections.back")}
          </Button>
        </p>
        <OutsideDataset connection={name} table={chosen} />
      </>
    );
  }
  return (
    <div className="stacked">
      {found.error !== null ? (
        <Failure error={found.error} onRetry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        sought === "" ? (
          <p className="quiet">{t("connections.trying")}</p>
        ) : null
      ) : (
        <Answer server={found.data} />
      )}
      {found.error !== null ? null : (
        <Input
          allowClear
          aria-label={t("connections.searchTables")}
          placeholder={t("connections.searchTables")}
          prefix={<SearchOutlined aria-hidden />}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
      )}
      {found.error !== null ? null : found.data === undefined ? (
        <Waiting />
      ) : (
        <Tables server={found.data} onChoose={choose} />
      )}
    </div>
  );
}

function Answer({ server }: { server: OutsideTables }) {
  const { t } = useTexts();
  const { account, database, encrypted, version } = server;
  const told = t("connections.answersAs", { account, database, version });
  return (
    <Alert
      description={
        <>
          {told}, {t(encrypted ? "connections.encrypted" : "connections.open")}
          {encrypted ? null : <span className="quiet"> · {t("connections.openHint")}</span>}
        </>
      }
      showIcon
      title={t("connections.answers")}
      type="success"
    />
  );
}

function Tables({ server, onChoose }: { server: OutsideTables; onChoose: (table: OutsideTable) => void }) {
  const { language, t } = useTexts();
  const { tables = [], more } = server;
  if (tables.length === 0) return <Nothing hint={t("connections.noTablesHint")} title={t("connections.noTables")} />;
  const count = (rows: number) => new Intl.NumberFormat(language, { notation: "compact" }).format(rows);
  return (
    <>
      <ul aria-label={t("connections.tables")} className="outside-tables">
        {tables.map((one) => (
          <li key={`${one.schema}.${one.table}`}>
            <button type="button" onClick={() => onChoose(one)}>
              <strong>{`${one.schema}.${one.table}`}</strong>
              <span className="quiet">
                {[
                  ...(one.kind === "view" ? [t("connections.view")] : []),
                  ...(one.rows == null ? [] : [t("connections.about", { number: count(one.rows) })]),
                  ...(one.comment ? [one.comment] : []),
                ].join(" · ")}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {more ? <p className="quiet">{t("connections.more")}</p> : null}
    </>
  );
}
