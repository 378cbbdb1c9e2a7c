import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { type FormEvent, useState } from "react";
import { ask } from "../../api/client";
import { LANGUAGES, type Language, useTexts } from "../../core/language";
import type { Account, AccountDraft, Ticket } from "../../generated/api";
import { useAttempt } from "../pages/login-page";
import { usePlace } from "../session";
import { useAct } from "./attempt";
import { Labelled } from "./labelled";
import { calledOf } from "./people";
import { PersonSelect } from "./person-select";
import { ZoneSelect } from "./zone-select";

/** What an account says of a person; without one, an invitation. */
export function PersonForm({ account, onTicket }: { account: Account | null; onTicket?: (ticket: Ticket) => void }) {
  const { t } = useTexts();
  const { go } = usePlace();
  const { act } = useAct("people", "audit", "me");
  const { busy, problem, run } = useAttempt();
  const [name, setName] = useState("");
  const [draft, setDraft] = useState<AccountDraft>({
    display_name: account?.display_name ?? "",
    email: account?.email ?? null,
    language: account?.language ?? "zh-CN",
    mail_notices: account?.mail_notices !== false,
    manager_id: account?.manager_id ?? null,
    time_zone: account?.time_zone ?? "Asia/Shanghai",
  });
  const change = (part: Partial<AccountDraft>) => setDraft({ ...draft, ...part });
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      if (account === null) {
        const made = await ask("POST /api/people", { ...draft, name });
        await act(async () => undefined);
        onTicket?.(made.ticket);
      } else {
        await ask("PUT /api/people/{account_id}", draft, undefined, { account_id: account.id });
        await act(async () => undefined, t("admin.saved"));
        go("admin/people");
      }
    });
  };
  return (
    <form className="stacked" onSubmit={save}>
      {problem}
      {account === null ? (
        <Labelled hint={t("people.nameHint")} label={t("people.name")}>
          {(id) => (
            <Input
              autoComplete="off"
              autoFocus
              id={id}
              required
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Labelled>
      ) : null}
      <Labelled label={t("people.displayName")}>
        {(id) => (
          <Input
            id={id}
            maxLength={100}
            required
            value={draft.display_name}
            onChange={({ target }) => change({ display_name: target.value })}
          />
        )}
      </Labelled>
      <Labelled label={t("people.email")}>
        {(id) => (
          <Input
            id={id}
            type="email"
            value={draft.email ?? ""}
            onChange={({ target }) => change({ email: target.value.trim() || null })}
          />
        )}
      </Labelled>
      <Labelled hint={t("people.managerHint")} label={t("people.manager")}>
        {(id) => (
          <Manager
            id={id}
            own={account?.id ?? ""}
            value={draft.manager_id ?? null}
            onChange={(manager_id) => change({ manager_id })}
          />
        )}
      </Labelled>
      <Labelled label={t("people.language")}>
        {(id) => (
          <Select<Language>
            className="wide"
            id={id}
            options={(Object.keys(LANGUAGES) as Language[]).map((one) => ({ label: LANGUAGES[one][0], value: one }))}
            value={draft.language ?? "zh-CN"}
            onChange={(language) => change({ language })}
          />
        )}
      </Labelled>
      <Labelled label={t("people.timeZone")}>
        {(id) => (
          <ZoneSelect
            id={id}
            value={draft.time_zone ?? "Asia/Shanghai"}
            onChange={(time_zone) => change({ time_zone })}
          />
        )}
      </Labelled>
      <Button htmlType="submit" loading={busy} type="primary">
        {t(account === null ? "people.send" : "admin.save")}
      </Button>
    </form>
  );
}

function Manager({
  id,
  own,
  value,
  onChange,
}: {
  id: string;
  own: string;
  value: string | null;
  onChange: (id: string | null) => void;
}) {
  const known = useQuery({
    enabled: value !== null,
    queryFn: ({ signal }) => ask("GET /api/people/{account_id}", undefined, signal, { account_id: value ?? "" }),
    queryKey: ["people", "one", value],
  });
  return (
    <PersonSelect
      id={id}
      shown={known.data === undefined ? "…" : calledOf(known.data)}
      value={value}
      without={own}
      onChange={onChange}
    />
  );
}
