import { PlusOutlined, SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Drawer, Input, Tabs } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { ConnectionUse, ConnectionView } from "../../generated/api";
import { Mark } from "../../ui/mark";
import { Nothing } from "../../ui/nothing";
import type { PlaceProps } from "../places";
import { usePlace } from "../session";
import { useAct } from "./attempt";
import { ConnectionForm } from "./connection-form";
import { ConnectionTables } from "./connection-tables";
import { Loaded } from "./loaded";
import { PageHead } from "./page-head";
import { Rows } from "./rows";
import "./connections.css";

const PLACE = "admin/connections";
const PARTS = ["datasets", "flows", "actions", "rules", "schedules"] as const;

/** The systems and databases that apps speak to: `#/admin/connections/<name>/tables`. */
export function ConnectionsPage({ path }: PlaceProps) {
  const { t } = useTexts();
  const { go } = usePlace();
  const [search, setSearch] = useState("");
  const sought = search.trim().toLowerCase();
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/connections", undefined, signal),
    queryKey: ["connections"],
  });
  const [wanted, part] = path;
  return (
    <>
      <PageHead hint={t("connections.hint")} title={t("admin.pages.connections")}>
        <Button icon={<PlusOutlined />} type="primary" onClick={() => go(`${PLACE}/new`)}>
          {t("connections.add")}
        </Button>
      </PageHead>
      <Loaded of={found}>
        {(all) => {
          const rows = all.filter((one) => `${one.name} ${one.url ?? ""}`.toLowerCase().includes(sought));
          const one = all.find(({ name }) => name === wanted);
          return (
            <>
              {all.length === 0 ? (
                <Nothing hint={t("connections.noneHint")} title={t("connections.none")} />
              ) : (
                <>
                  <div className="list-tools">
                    <Input
                      allowClear
                      aria-label={t("connections.search")}
                      className="list-search"
                      placeholder={t("connections.search")}
                      prefix={<SearchOutlined aria-hidden />}
                      value={search}
                      onChange={({ target }) => setSearch(target.value)}
                    />
                  </div>
                  <List rows={rows} />
                </>
              )}
              {wanted === undefined ? null : wanted === "new" ? (
                <Drawer open size={560} title={t("connections.add")} onClose={() => go(PLACE)}>
                  <ConnectionForm connection={null} taken={all.map(({ name }) => name)} />
                </Drawer>
              ) : (
                <Drawer open size={640} title={wanted} onClose={() => go(PLACE)}>
                  {one === undefined ? (
                    <Nothing hint={t("connections.goneHint")} title={t("connections.gone", { name: wanted })} />
                  ) : (
                    <One key={wanted} connection={one} part={part} />
                  )}
                </Drawer>
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function List({ rows }: { rows: readonly ConnectionView[] }) {
  const { t } = useTexts();
  const { go } = usePlace();
  if (rows.length === 0) {
    return <Nothing hint={t("connections.nothingFoundHint")} title={t("connections.nothingFound")} />;
  }
  return (
    <Rows
      columns={[
        { key: "name", render: (one) => one.name, title: t("connections.name"), width: 160 },
        { key: "kind", render: (one) => t(`connections.kinds.${one.kind}`), title: t("connections.kind"), width: 170 },
        {
          key: "url",
          render: (one) => <span className="connection-url">{one.url || "—"}</span>,
          title: t("connections.address"),
          width: 320,
        },
        {
          key: "secret",
          render: (one) => (
            <Mark tone={one.secret ? "good" : "plain"}>
              {t(one.secret ? "connections.hasSecret" : "connections.noSecret")}
            </Mark>
          ),
          title: t("connections.secret"),
          width: 90,
        },
        {
          key: "updated_at",
          render: (one) => shownInstant(one.updated_at, false),
          title: t("connections.changed"),
          width: 160,
        },
      ]}
      label={t("admin.pages.connections")}
      rowKey={(one) => one.name}
      rows={rows}
      onOpen={(one) => go(`${PLACE}/${one.name}`)}
    />
  );
}

function One({ connection, part }: { connection: ConnectionView; part: string | undefined }) {
  const { t } = useTexts();
  const { go } = usePlace();
  const { name } = connection;
  const settings = (
    <>
      <ConnectionForm connection={connection} taken={[]} />
      <Removal name={name} />
    </>
  );
  if (connection.kind !== "database") return settings;
  return (
    <Tabs
      activeKey={part === "tables" ? "tables" : "settings"}
      destroyOnHidden
      items={[
        { children: settings, key: "settings", label: t("connections.settings") },
        { children: <ConnectionTables name={name} />, key: "tables", label: t("connections.tables") },
      ]}
      onChange={(key) => go(key === "tables" ? `${PLACE}/${name}/tables` : `${PLACE}/${name}`)}
    />
  );
}

function Removal({ name }: { name: string }) {
  const { t } = useTexts();
  const { modal } = App.useApp();
  const { go } = usePlace();
  const { act } = useAct("connections", "audit");
  const { act: look, busy } = useAct();
  const remove = async (anyway: boolean) => {
    const work = () => ask("DELETE /api/connections/{name}", undefined, undefined, { anyway, name });
    if (await act(work, t("connections.removed", { name }))) go(PLACE);
  };
  const sure = (uses: readonly ConnectionUse[]) =>
    modal.confirm({
      content: uses.length === 0 ? t("connections.removeUnused") : <Uses uses={uses} />,
      okButtonProps: { danger: true },
      okText: t(uses.length === 0 ? "admin.remove" : "connections.removeAnyway"),
      onOk: () => remove(uses.length > 0),
      title: t("connections.removeSure", { name }),
      width: 520,
    });
  return (
    <p className="connection-removal">
      <Button
        danger
        loading={busy}
        onClick={() =>
          void look(async () => {
            // What the dialog returns would be waited for until it is closed.
            sure(await ask("GET /api/connections/{name}/uses", undefined, undefined, { name }));
          })
        }
      >
        {t("admin.remove")}
      </Button>
    </p>
  );
}

/** What needs a connection, and fails without it. */
function Uses({ uses }: { uses: readonly ConnectionUse[] }) {
  const { say, t } = useTexts();
  const [shown, rest] = [uses.slice(0, 12), uses.length - 12];
  const partOf = (part: string) => PARTS.find((one) => one === part) ?? "other";
  return (
    <>
      <p>{t("connections.usedBy", { count: uses.length })}</p>
      <ul className="connection-uses">
        {shown.map((one) => (
          <li key={`${one.app}/${one.part}/${one.name}`}>
            {say(one.app_label)} · {t(`connections.parts.${partOf(one.part)}`)} ·{" "}
            {one.label == null ? one.name : say(one.label)}
          </li>
        ))}
      </ul>
      {rest > 0 ? <p>{t("connections.usedMore", { count: rest })}</p> : null}
      <p>{t("connections.removeHint")}</p>
    </>
  );
}
