import { useQuery } from "@tanstack/react-query";
import { App, Button, Input, Segmented, Select } from "antd";
import { type FormEvent, useState } from "react";
import { ask } from "../../api/client";
import { LANGUAGES, type Language, useTexts } from "../../core/language";
import { type Shade, useChosenShade } from "../../core/theme";
import { Pane } from "../../ui/pane";
import { useAct } from "../admin/attempt";
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
  const save = (event: FormEvent) => {
    event.preventDefault();
    const { email, language, manager_id } = account;
    const draft = {
      display_name: name,
      email: email ?? null,
      language: language ?? "zh-CN",
      manager_id: manager_id ?? null,
      time_zone: zone,
    } as const;
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
        <Button htmlType="submit" loading={busy} type="primary">
          {t("admin.save")}
        </Button>
      </form>
    </Pane>
  );
}

function Look() {
  const { choose, language, t } = useTexts();
  const { signed } = usePlace();
  const { account } = signed;
  const { act } = useAct("me");
  const [shade, setShade] = useChosenShade();
  const speak = (next: Language) => {
    choose(next);
    const { display_name, email, manager_id, time_zone } = account;
    const draft = {
      display_name,
      email: email ?? null,
      language: next,
      manager_id: manager_id ?? null,
      time_zone: time_zone ?? "Asia/Shanghai",
    };
    void act(() => ask("PUT /api/me", draft));
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
