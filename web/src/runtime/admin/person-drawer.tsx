import { useQuery } from "@tanstack/react-query";
import { App, Button, Drawer, Tabs } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Account, Ticket } from "../../generated/api";
import { Mark } from "../../ui/mark";
import { usePlace } from "../session";
import { useAct } from "./attempt";
import { HolderRoles } from "./holder-roles";
import { LinkBox } from "./link-box";
import { Loaded } from "./loaded";
import { PersonDepartments } from "./person-departments";
import { PersonForm } from "./person-form";
import { PersonSessions } from "./person-sessions";

/** A person: what the account says, where they belong, what they may do, and what lets them in. */
export function PersonDrawer({ id }: { id: string | null }) {
  const { t } = useTexts();
  const { go } = usePlace();
  const [ticket, setTicket] = useState<Ticket | null>(null);
  const account = useQuery({
    enabled: id !== null,
    queryFn: ({ signal }) => ask("GET /api/people/{account_id}", undefined, signal, { account_id: id ?? "" }),
    queryKey: ["people", "one", id],
  });
  const title = id === null ? t("people.invite") : (account.data?.display_name ?? t("app.loading"));
  return (
    <Drawer open size={560} title={title} onClose={() => go("admin/people")}>
      {id === null && ticket === null ? <PersonForm account={null} onTicket={setTicket} /> : null}
      {ticket === null ? null : (
        <LinkBox name={account.data?.display_name ?? ""} token={ticket.token} until={ticket.expires_at} />
      )}
      {id === null && ticket !== null ? (
        <Button onClick={() => go(`admin/people/${ticket.account_id}`)}>{t("people.openNew")}</Button>
      ) : null}
      {id === null ? null : <Loaded of={account}>{(found) => <Person account={found} onTicket={setTicket} />}</Loaded>}
    </Drawer>
  );
}

function Person({ account, onTicket }: { account: Account; onTicket: (ticket: Ticket | null) => void }) {
  const { t } = useTexts();
  return (
    <>
      <Access account={account} onTicket={onTicket} />
      <Tabs
        items={[
          { children: <PersonForm account={account} />, key: "form", label: t("people.account") },
          { children: <PersonDepartments id={account.id} />, key: "departments", label: t("admin.pages.departments") },
          { children: <HolderRoles account={account} />, key: "roles", label: t("people.roles") },
          { children: <PersonSessions id={account.id} />, key: "sessions", label: t("people.sessions") },
        ]}
      />
    </>
  );
}

function Access({ account, onTicket }: { account: Account; onTicket: (ticket: Ticket | null) => void }) {
  const { t } = useTexts();
  const { signed } = usePlace();
  const { modal } = App.useApp();
  const { act, busy } = useAct("people", "audit");
  const place = { account_id: account.id };
  const link = () =>
    act(async () => onTicket(await ask("POST /api/people/{account_id}/invite", undefined, undefined, place)));
  const enable = () =>
    act(
      async () => onTicket((await ask("POST /api/people/{account_id}/enable", undefined, undefined, place)).ticket),
      t("people.enabled"),
    );
  const disable = () =>
    modal.confirm({
      content: t("people.disableHint"),
      okButtonProps: { danger: true },
      okText: t("people.disable"),
      onOk: () =>
        act(
          () => ask("POST /api/people/{account_id}/disable", undefined, undefined, place).then(() => onTicket(null)),
          t("people.disabled"),
        ),
      title: t("people.disableSure", { name: account.display_name }),
    });
  return (
    <div className="person-access">
      <Mark tone={account.status === "active" ? "good" : account.status === "invited" ? "accent" : "plain"}>
        {t(`people.states.${account.status}`)}
      </Mark>
      {account.status === "disabled" ? (
        <Button loading={busy} onClick={() => void enable()}>
          {t("people.enable")}
        </Button>
      ) : (
        <>
          <Button loading={busy} onClick={() => void link()}>
            {t(account.status === "invited" ? "people.newLink" : "people.resetLink")}
          </Button>
          {account.id === signed.account.id ? null : (
            <Button danger onClick={disable}>
              {t("people.disable")}
            </Button>
          )}
        </>
      )}
    </div>
  );
}
