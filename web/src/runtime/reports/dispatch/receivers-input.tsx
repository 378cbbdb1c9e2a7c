import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import { useRested } from "../../../core/moments";
import type { Receivers } from "../../../generated/api";
import { Labelled } from "../../admin/labelled";
import { calledOf, usePeople } from "../../admin/people";
import { usePlace } from "../../session";

/** Returns the roles and chat groups that can be told in an app. */
export function useReceivers(app: string) {
  return useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/reports/receivers", undefined, signal, { app }),
    queryKey: ["reports", app, "receivers"],
    staleTime: 60_000,
  });
}

/** Chooses people and roles. */
export function ReceiversInput({
  app,
  value,
  onChange,
}: {
  app: string;
  value: Receivers;
  onChange: (value: Receivers) => void;
}) {
  const { say, t } = useTexts();
  const { signed } = usePlace();
  const [search, setSearch] = useState("");
  const people = usePeople(useRested(search, 250));
  const choices = useReceivers(app);
  const me = { label: calledOf(signed.account), value: signed.account.id };
  const found = (people.data ?? []).map((one) => ({ label: calledOf(one), value: one.id }));
  return (
    <>
      <Labelled hint={t("dispatch.receiversHint")} label={t("dispatch.people")}>
        {(id) => (
          <Select<string[]>
            className="wide"
            id={id}
            mode="multiple"
            options={found.some((one) => one.value === me.value) ? found : [me, ...found]}
            showSearch={{ filterOption: false, onSearch: setSearch }}
            value={[...(value.accounts ?? [])]}
            onChange={(accounts) => onChange({ ...value, accounts })}
          />
        )}
      </Labelled>
      <Labelled label={t("dispatch.roles")}>
        {(id) => (
          <Select<string[]>
            className="wide"
            id={id}
            mode="multiple"
            options={(choices.data?.roles ?? []).map((one) => ({ label: say(one.label), value: one.name }))}
            showSearch={{ optionFilterProp: "label" }}
            value={[...(value.roles ?? [])]}
            onChange={(roles) => onChange({ ...value, roles })}
          />
        )}
      </Labelled>
    </>
  );
}
