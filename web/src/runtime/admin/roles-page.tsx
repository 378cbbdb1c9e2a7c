import { SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Drawer, Input, TreeSelect } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { Role } from "../../generated/api";
import { Nothing } from "../../ui/nothing";
import type { PlaceProps } from "../places";
import { usePlace } from "../session";
import { useAct } from "./attempt";
import { Labelled } from "./labelled";
import { Loaded } from "./loaded";
import { PageHead } from "./page-head";
import { treeOf, useDepartments, useRoles } from "./people";
import { PersonSelect } from "./person-select";
import { Rows } from "./rows";

/** The roles of all apps, and who has them. */
export function RolesPage({ path }: PlaceProps) {
  const { say, t } = useTexts();
  const { go } = usePlace();
  const roles = useRoles();
  const [search, setSearch] = useState("");
  const sought = search.trim().toLowerCase();
  return (
    <>
      <PageHead hint={t("people.rolesHint")} title={t("admin.pages.roles")} />
      <div className="list-tools">
        <Input
          allowClear
          aria-label={t("people.searchRoles")}
          className="list-search"
          placeholder={t("people.searchRoles")}
          prefix={<SearchOutlined aria-hidden />}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
      </div>
      <Loaded of={roles}>
        {(all) => {
          const rows = all.filter((one) => `${one.app}.${one.name} ${say(one.label)}`.toLowerCase().includes(sought));
          const open = all.find((one) => `${one.app}.${one.name}` === path[0]);
          return (
            <>
              {rows.length === 0 ? (
                <Nothing hint={t("people.noRolesAtAllHint")} title={t("people.noRolesAtAll")} />
              ) : (
                <Rows
                  columns={[
                    { key: "label", render: (one) => say(one.label), title: t("admin.name"), width: 200 },
                    { key: "role", render: (one) => <code>{`${one.app}.${one.name}`}</code>, title: t("rights.role") },
                    { key: "grants", render: (one) => one.grants, title: t("people.holders"), width: 120 },
                    {
                      key: "matrix",
                      render: (one) =>
                        one.app === "platform" ? (
                          "—"
                        ) : (
                          <a href={`#/admin/permissions/${one.app}/${one.name}`}>{t("people.matrix")}</a>
                        ),
                      title: t("people.matrix"),
                      width: 120,
                    },
                  ]}
                  label={t("admin.pages.roles")}
                  rowKey={(one) => `${one.app}.${one.name}`}
                  rows={rows}
                  onOpen={(one) => go(`admin/roles/${one.app}.${one.name}`)}
                />
              )}
              {open === undefined ? null : <Holders role={open} onClose={() => go("admin/roles")} />}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Holders({ role, onClose }: { role: Role; onClose: () => void }) {
  const { say, t } = useTexts();
  const { act, busy } = useAct("grants", "roles", "people", "workplace");
  const departments = useDepartments();
  const [person, setPerson] = useState<string | null>(null);
  const [department, setDepartment] = useState<string | null>(null);
  const name = `${role.app}.${role.name}`;
  const grants = useQuery({
    queryFn: ({ signal }) => ask("GET /api/grants", undefined, signal, { role: name }),
    queryKey: ["grants", { role: name }],
  });
  const give = (holder: { account_id?: string; department_id?: string }) =>
    act(async () => {
      await ask("POST /api/grants", { ...holder, role: name });
      setPerson(null);
      setDepartment(null);
    });
  return (
    <Drawer open size={520} title={t("people.holdersOf", { role: say(role.label) })} onClose={onClose}>
      <Loaded of={grants}>
        {(rows) => (
          <div className="stacked">
            {rows.length === 0 ? <p className="quiet">{t("people.noHolders")}</p> : null}
            <ul className="plain-list">
              {rows.map((one) => (
                <li key={one.id}>
                  <span className="grow">
                    <strong>{one.holder}</strong>{" "}
                    <span className="quiet">{t(one.account_id === null ? "people.department" : "people.person")}</span>
                    <br />
                    <span className="quiet">{shownInstant(one.granted_at, false)}</span>
                  </span>
                  <Button
                    size="small"
                    onClick={() =>
                      void act(() => ask("DELETE /api/grants/{grant_id}", undefined, undefined, { grant_id: one.id }))
                    }
                  >
                    {t("admin.remove")}
                  </Button>
                </li>
              ))}
            </ul>
            <Labelled label={t("people.givePerson")}>
              {(id) => (
                <div className="inline-form">
                  <PersonSelect id={id} value={person} onChange={(next) => setPerson(next)} />
                  <Button
                    disabled={person === null}
                    loading={busy}
                    onClick={() => void (person !== null && give({ account_id: person }))}
                  >
                    {t("people.give")}
                  </Button>
                </div>
              )}
            </Labelled>
            <Labelled label={t("people.giveDepartment")}>
              {(id) => (
                <div className="inline-form">
                  <TreeSelect<string | null>
                    allowClear
                    className="wide"
                    id={id}
                    treeData={treeOf(departments.data ?? [])}
                    treeDefaultExpandAll
                    value={department}
                    onChange={(next) => setDepartment(next ?? null)}
                  />
                  <Button
                    disabled={department === null}
                    loading={busy}
                    onClick={() => void (department !== null && give({ department_id: department }))}
                  >
                    {t("people.give")}
                  </Button>
                </div>
              )}
            </Labelled>
          </div>
        )}
      </Loaded>
    </Drawer>
  );
}
