import { useQuery } from "@tanstack/react-query";
import { Button, Input, Switch, Tabs } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Department, Member } from "../../generated/api";
import { useAct } from "./attempt";
import { HolderRoles } from "./holder-roles";
import { Loaded } from "./loaded";
import { useDepartments } from "./people";
import { PersonSelect } from "./person-select";

/** A department: its people with their heads, and its roles. */
export function DepartmentPanel({ department }: { department: Department }) {
  const { t } = useTexts();
  return (
    <section className="pane" aria-label={department.name}>
      <div className="pane-head">
        <h2>{department.name}</h2>
      </div>
      <Tabs
        items={[
          { children: <Members id={department.id} />, key: "members", label: t("people.members") },
          { children: <HolderRoles departmentId={department.id} />, key: "roles", label: t("people.roles") },
        ]}
      />
    </section>
  );
}

function Members({ id }: { id: string }) {
  const { t } = useTexts();
  const { act, busy } = useAct("members", "departments", "memberships", "people");
  const departments = useDepartments();
  const [below, setBelow] = useState(false);
  const [chosen, choose] = useState<string | null>(null);
  const members = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/departments/{department_id}/members", undefined, signal, { below, department_id: id }),
    queryKey: ["members", id, below],
  });
  const names = new Map((departments.data ?? []).map((one) => [one.id, one.name]));
  const set = (account_id: string, one: Pick<Member, "head" | "title"> & { readonly main?: boolean }) =>
    act(() =>
      ask("PUT /api/departments/{department_id}/members/{account_id}", one, undefined, {
        account_id,
        department_id: id,
      }),
    );
  return (
    <Loaded of={members}>
      {(rows) => (
        <div className="stacked">
          <span className="switch-line">
            <Switch aria-label={t("people.below")} checked={below} size="small" onChange={setBelow} />
            {t("people.below")}
          </span>
          {rows.length === 0 ? <p className="quiet">{t("people.noMembers")}</p> : null}
          <ul className="plain-list">
            {rows.map((one) => (
              <li key={`${one.id} ${one.department_id}`}>
                <span className="grow">
                  <a href={`#/admin/people/${one.id}`}>{one.display_name}</a>
                  <br />
                  <span className="quiet">{one.department_id === id ? one.name : names.get(one.department_id)}</span>
                </span>
                {one.department_id === id ? (
                  <>
                    <Input
                      aria-label={t("people.titleIn", { name: one.display_name })}
                      className="plain-input"
                      defaultValue={one.title}
                      maxLength={100}
                      placeholder={t("people.jobTitle")}
                      onBlur={({ target }) =>
                        target.value !== one.title &&
                        void set(one.id, { head: one.head, main: one.main, title: target.value })
                      }
                    />
                    <span className="switch-line">
                      <Switch
                        aria-label={`${t("people.head")} ${one.display_name}`}
                        checked={one.head}
                        size="small"
                        onChange={(head) => void set(one.id, { head, main: one.main, title: one.title })}
                      />
                      {t("people.head")}
                    </span>
                    <Button
                      size="small"
                      onClick={() =>
                        void act(() =>
                          ask("DELETE /api/departments/{department_id}/members/{account_id}", undefined, undefined, {
                            account_id: one.id,
                            department_id: id,
                          }),
                        )
                      }
                    >
                      {t("admin.remove")}
                    </Button>
                  </>
                ) : null}
              </li>
            ))}
          </ul>
          <div className="inline-form">
            <PersonSelect label={t("people.choosePerson")} value={chosen} onChange={(next) => choose(next)} />
            <Button
              disabled={chosen === null}
              loading={busy}
              onClick={() =>
                void (chosen !== null && set(chosen, { head: false, title: "" }).then((done) => done && choose(null)))
              }
            >
              {t("admin.add")}
            </Button>
          </div>
        </div>
      )}
    </Loaded>
  );
}
