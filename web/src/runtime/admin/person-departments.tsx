import { useQuery } from "@tanstack/react-query";
import { Button, Input, Switch, TreeSelect } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Member } from "../../generated/api";
import { useAct } from "./attempt";
import { Loaded } from "./loaded";
import { treeOf, useDepartments } from "./people";

/** The departments that somebody is in. */
export function PersonDepartments({ id }: { id: string }) {
  const { t } = useTexts();
  const { act, busy } = useAct("memberships", "departments", "members", "people");
  const departments = useDepartments();
  const [chosen, choose] = useState<string | null>(null);
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/people/{account_id}/departments", undefined, signal, { account_id: id }),
    queryKey: ["memberships", id],
  });
  const names = new Map((departments.data ?? []).map((one) => [one.id, one.name]));
  const set = (one: Pick<Member, "department_id" | "head" | "main" | "title">) =>
    act(() =>
      ask(
        "PUT /api/departments/{department_id}/members/{account_id}",
        { head: one.head, main: one.main, title: one.title },
        undefined,
        { account_id: id, department_id: one.department_id },
      ),
    );
  const remove = (one: Member) =>
    act(() =>
      ask("DELETE /api/departments/{department_id}/members/{account_id}", undefined, undefined, {
        account_id: id,
        department_id: one.department_id,
      }),
    );
  return (
    <Loaded of={found}>
      {(rows) => (
        <div className="stacked">
          {rows.length === 0 ? <p className="quiet">{t("people.noDepartments")}</p> : null}
          <ul className="plain-list">
            {rows.map((one) => {
              const name = names.get(one.department_id) ?? "…";
              return (
                <li key={one.department_id}>
                  <strong>{name}</strong>
                  <Input
                    aria-label={t("people.titleIn", { name })}
                    className="plain-input"
                    defaultValue={one.title}
                    maxLength={100}
                    placeholder={t("people.jobTitle")}
                    onBlur={({ target }) => target.value !== one.title && void set({ ...one, title: target.value })}
                  />
                  <span className="switch-line">
                    <Switch
                      aria-label={`${t("people.head")} ${name}`}
                      checked={one.head}
                      size="small"
                      onChange={(head) => void set({ ...one, head })}
                    />
                    {t("people.head")}
                  </span>
                  <span className="switch-line">
                    <Switch
                      aria-label={`${t("people.main")} ${name}`}
                      checked={one.main}
                      disabled={one.main}
                      size="small"
                      onChange={(main) => void set({ ...one, main })}
                    />
                    {t("people.main")}
                  </span>
                  <Button size="small" onClick={() => void remove(one)}>
                    {t("admin.remove")}
                  </Button>
                </li>
              );
            })}
          </ul>
          <div className="inline-form">
            <TreeSelect<string | null>
              allowClear
              aria-label={t("people.chooseDepartment")}
              className="wide"
              placeholder={t("people.chooseDepartment")}
              treeData={treeOf(departments.data ?? [])}
              treeDefaultExpandAll
              value={chosen}
              onChange={(next) => choose(next ?? null)}
            />
            <Button
              disabled={chosen === null}
              loading={busy}
              onClick={() =>
                void (
                  chosen !== null &&
                  set({ department_id: chosen, head: false, main: rows.length === 0, title: "" }).then(() =>
                    choose(null),
                  )
                )
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
