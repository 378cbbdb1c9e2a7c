import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Account } from "../../generated/api";
import { Mark } from "../../ui/mark";
import { useAct } from "./attempt";
import { Loaded } from "./loaded";
import { useRoles } from "./people";

/** The roles of a person, or of a department: those of its own can be given and taken back here. */
export function HolderRoles({ account, departmentId }: { account?: Account; departmentId?: string }) {
  const { say, t } = useTexts();
  const { act, busy } = useAct("grants", "roles", "people", "workplace");
  const roles = useRoles();
  const [chosen, choose] = useState<string | null>(null);
  const holder = account === undefined ? { department_id: departmentId ?? "" } : { account_id: account.id };
  const grants = useQuery({
    queryFn: ({ signal }) => ask("GET /api/grants", undefined, signal, holder),
    queryKey: ["grants", holder],
  });
  const called = new Map((roles.data ?? []).map((one) => [`${one.app}.${one.name}`, say(one.label)]));
  const give = () =>
    act(async () => {
      await ask("POST /api/grants", { ...holder, role: chosen ?? "" });
      choose(null);
    });
  return (
    <Loaded of={grants}>
      {(own) => {
        const mine = new Set(own.map((one) => one.role));
        const inherited = (account?.roles ?? []).filter((one) => !mine.has(one));
        return (
          <div className="stacked">
            {own.length + inherited.length === 0 ? <p className="quiet">{t("people.noRoles")}</p> : null}
            <ul className="plain-list">
              {own.map((one) => (
                <li key={one.id}>
                  <strong>{called.get(one.role) ?? one.role}</strong>
                  <code>{one.role}</code>
                  <Button
                    aria-label={t("people.takeBack", { role: called.get(one.role) ?? one.role })}
                    size="small"
                    onClick={() =>
                      void act(() => ask("DELETE /api/grants/{grant_id}", undefined, undefined, { grant_id: one.id }))
                    }
                  >
                    {t("admin.remove")}
                  </Button>
                </li>
              ))}
              {inherited.map((one) => (
                <li key={one}>
                  <strong>{called.get(one) ?? one}</strong>
                  <code>{one}</code>
                  <Mark>{t("people.byDepartment")}</Mark>
                </li>
              ))}
            </ul>
            <div className="inline-form">
              <Select<string | null>
                allowClear
                aria-label={t("people.chooseRole")}
                className="wide"
                options={(roles.data ?? [])
                  .filter((one) => !mine.has(`${one.app}.${one.name}`))
                  .map((one) => ({
                    label: `${say(one.label)} (${one.app}.${one.name})`,
                    value: `${one.app}.${one.name}`,
                  }))}
                placeholder={t("people.chooseRole")}
                showSearch={{ optionFilterProp: "label" }}
                value={chosen}
                onChange={(next) => choose(next ?? null)}
              />
              <Button disabled={chosen === null} loading={busy} onClick={() => void give()}>
                {t("people.give")}
              </Button>
            </div>
          </div>
        );
      }}
    </Loaded>
  );
}
