import { useQuery } from "@tanstack/react-query";
import { App, Button, Checkbox, Input, Segmented, Select } from "antd";
import { type FormEvent, useState } from "react";
import { ask } from "../../api/client";
import { LANGUAGES, type Language, useTexts } from "../../core/language";
import { type Shade, useChosenShade } from "../../core/theme";
import type { Account, AccountDraft } from "../../generated/api";
import { Pane } from "../../ui/pane";
import { useAct } from "../admin/attempt";
import { SubstituteList } from "../admin/flows/substitutes";
import { Labelled } from "../admin/labelled";
import { Loaded } from "../admin/loaded";
import { PageHead } from "../admin/page-head";
import { SessionList } from "../admin/session-list";
import { ZoneSelect } from "../admin/zone-select";
import { useAttempt } from "../pages/login-page";
import { usePlace } from "../session";
import { Tokens } from "./tokens";
import "../admin/admin.css";
import "./me.css";

/** One's own account: what it says, how the pages look, and what lets one in. */
export function MePage() {
  const { t } = useTexts();
  return (
    <div className="me">
      <PageHead title={t("me.title")} />
      <div className="me-parts">
        <Profile />
        <Look />
        <Password />
        <Sessions />
        <Tokens />
        <Pane className="me-wide" title={t("flowAdmin.substitutes.mine")}>
          <div className="stacked">
            <p className="quiet">{t("flowAdmin.substitutes.mineHint")}</p>
            <SubstituteList everybody={false} />
          </div>
        </Pane>
      </div>
    </div>
  );
}

function Profile() {
  const { t } = useTexts();
  const { signed } = usePlace();
  const { account } = signed;
  const { act, busy } = useAct("me", "people");
  const [name, setName] = useState(account.display_name);
  const [zone, setZone] = useState(account.time_zone ?? "Asia/Shanghai");
  const [mail, setMail] = useState(account.mail_notices !== false);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const draft = { ...draftOf(account), display_name: name, mail_notices: mail, time_zone: zone };
    void act(() => ask("PUT /api/me", draft), t("admin.saved"));
  };
  return (
    <Pane title={t("me.profile")}>
      <form className="stacked" onSubmit={save}>
        <Labelled label={t("me.displayName")}>
          {(id) => (
            <Input id={id} maxLength={100} required value={name} onChange={({ target }) => setName(target.value)} />
          )}
        </Labelled>
        <Labelled hint={t("me.emailHint")} label={t("me.signInName")}>
          {(id) => <Input disabled id={id} value={`${account.name}${account.email ? ` · ${account.email}` : ""}`} />}
        </Labelled>
        <Labelled label={t("people.timeZone")}>
          {(id) => <ZoneSelect id={id} value={zone} onChange={setZone} />}
        </Labelled>
        <div>
          <Checkbox checked={mail} onChange={({ target }) => setMail(target.checked)}>
            {t("me.mailNotices")}
          </Checkbox>
          {account.email ? null : <p className="quiet labelled-hint">{t("me.noMail")}</p>}
        </div>
        <Button htmlType="submit" loading={busy} type="primary">
          {t("admin.save")}
        </Button>
      </form>
    </Pane>
  );
}

/** Returns what an account says of its person, as it is changed. */
function draftOf(account: Account): AccountDraft {
  return {
    display_name: account.display_name,
    email: account.email ?? null,
    language: account.language ?? "zh-CN",
    mail_notices: account.mail_notices !== false,
    manager_id: account.manager_id ?? null,
    time_zone: account.time_zone ?? "Asia/Shanghai",
  };
}

function Look() {
  const { choose, language, t } = useTexts();
  const { signed } = usePlace();
  const { account } = signed;
  const { act } = useAct("me");
  const [shade, setShade] = useChosenShade();
  const speak = (next: Language) => {
    choose(next);
    void act(() => ask("PUT /api/me", { ...draftOf(account), language: next }));
  };
  return (
    <Pane title={t("me.look")}>
      <div className="stacked">
        <Labelled label={t("people.language")}>
          {(id) => (
            <Select<Language>
              className="wide"
              id={id}
              options={(Object.keys(LANGUAGES) as Language[]).map((one) => ({ label: LANGUAGES[one][0], value: one }))}
              value={language}
              onChange={speak}
            />
          )}
        </Labelled>
        <div className="labelled">
          <span className="field-label">{t("me.shade")}</span>
          <Segmented<Shade | "system">
            aria-label={t("me.shade")}
            options={(["light", "dark", "system"] as const).map((one) => ({
              label: t(`me.shades.${one}`),
              value: one,
            }))}
            value={shade ?? "system"}
            onChange={(next) => setShade(next === "system" ? null : next)}
          />
        </div>
      </div>
    </Pane>
  );
}

function Password() {
  const { t } = useTexts();
  const { signed } = usePlace();
  const { message } = App.useApp();
  const { act } = useAct("sessions");
  const { busy, problem, run } = useAttempt();
  const [present, setPresent] = useState("");
  const [fresh, setFresh] = useState("");
  const change = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await ask("POST /api/me/password", { fresh, present });
      setPresent("");
      setFresh("");
      void message.success(t("me.changed"));
      await act(async () => undefined);
    });
  };
  return (
    <Pane title={t("me.password")}>
      <form className="stacked" onSubmit={change}>
        {problem}
        <input autoComplete="username" hidden readOnly value={signed.account.name} />
        <Labelled label={t("me.present")}>
          {(id) => (
            <Input.Password
              autoComplete="current-password"
              id={id}
              required
              value={present}
              onChange={({ target }) => setPresent(target.value)}
            />
          )}
        </Labelled>
        <Labelled hint={t("me.freshHint")} label={t("me.fresh")}>
          {(id) => (
            <Input.Password
              autoComplete="new-password"
              id={id}
              required
              value={fresh}
              onChange={({ target }) => setFresh(target.value)}
            />
          )}
        </Labelled>
        <Button htmlType="submit" loading={busy}>
          {t("me.change")}
        </Button>
      </form>
    </Pane>
  );
}

function Sessions() {
  const { t } = useTexts();
  const { act, busy } = useAct("sessions");
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/me/sessions", undefined, signal),
    queryKey: ["sessions", "mine"],
    staleTime: 0,
  });
  return (
    <Pane title={t("me.sessions")}>
      <Loaded of={found}>
        {(rows) => (
          <div className="stacked">
            <SessionList
              rows={rows}
              onEnd={(one) =>
                void act(() =>
                  ask("DELETE /api/me/sessions/{session_id}", undefined, undefined, { session_id: one.id }),
                )
              }
            />
            {rows.length > 1 ? (
              <Button danger loading={busy} onClick={() => void act(() => ask("DELETE /api/me/sessions", undefined))}>
                {t("me.endOthers")}
              </Button>
            ) : null}
          </div>
        )}
      </Loaded>
    </Pane>
  );
}
