import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Input, Select } from "antd";
import { type FormEvent, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { MadeToken, Token } from "../../generated/api";
import { Mark } from "../../ui/mark";
import { Pane } from "../../ui/pane";
import { useAct } from "../admin/attempt";
import { Labelled } from "../admin/labelled";
import { SecretBox } from "../admin/link-box";
import { Loaded } from "../admin/loaded";
import { useAttempt } from "../pages/login-page";

type Scope = Token["scopes"][number];

const SCOPES: readonly Scope[] = ["read", "write", "admin"];
const DAYS = [30, 90, 365] as const;

/** One's own API tokens. */
export function Tokens() {
  const { t } = useTexts();
  const { act } = useAct("tokens");
  const [made, setMade] = useState<MadeToken | null>(null);
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/me/tokens", undefined, signal),
    queryKey: ["tokens"],
    staleTime: 0,
  });
  return (
    <Pane className="me-wide" title={t("me.tokens")}>
      <p className="quiet">{t("me.tokenHint")}</p>
      {made === null ? null : (
        <SecretBox hint={t("me.madeHint")} label={t("me.token")} title={t("me.made")} value={made.token} />
      )}
      <Loaded of={found}>
        {(rows) => (
          <ul className="plain-list">
            {rows.length === 0 ? <li className="quiet">{t("me.noTokens")}</li> : null}
            {rows.map((one) => (
              <li key={one.id}>
                <span className="grow">
                  <strong>{one.name}</strong>{" "}
                  {one.scopes.map((scope) => (
                    <Mark key={scope}>{t(`me.scope.${scope}`)}</Mark>
                  ))}
                  <br />
                  <span className="quiet">
                    {t("me.until", { at: shownInstant(one.expires_at, false) })} ·{" "}
                    {one.last_used_at === null
                      ? t("me.neverUsed")
                      : t("me.used", { at: shownInstant(one.last_used_at, false) })}
                  </span>
                </span>
                <Button
                  aria-label={t("me.removeToken", { name: one.name })}
                  danger
                  size="small"
                  onClick={() =>
                    void act(() => ask("DELETE /api/me/tokens/{token_id}", undefined, undefined, { token_id: one.id }))
                  }
                >
                  {t("admin.remove")}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <NewToken onMade={setMade} />
    </Pane>
  );
}

function NewToken({ onMade }: { onMade: (token: MadeToken) => void }) {
  const { t } = useTexts();
  const { act } = useAct("tokens");
  const { busy, problem, run } = useAttempt();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(["read"]);
  const [days, setDays] = useState<number>(90);
  const make = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      onMade(await ask("POST /api/me/tokens", { days, name, scopes }));
      setName("");
      await act(async () => undefined);
    });
  };
  return (
    <form className="new-token" onSubmit={make}>
      {problem}
      <Labelled label={t("me.tokenName")}>
        {(id) => (
          <Input id={id} maxLength={100} required value={name} onChange={({ target }) => setName(target.value)} />
        )}
      </Labelled>
      <div className="labelled">
        <span className="field-label">{t("me.scopes")}</span>
        <Checkbox.Group<Scope>
          options={SCOPES.map((one) => ({ label: t(`me.scope.${one}`), value: one }))}
          value={[...scopes]}
          onChange={(next) => setScopes(SCOPES.filter((one) => next.includes(one)))}
        />
      </div>
      <Labelled label={t("me.days")}>
        {(id) => (
          <Select<number>
            id={id}
            options={DAYS.map((count) => ({ label: t("me.daysCount", { count }), value: count }))}
            value={days}
            onChange={setDays}
          />
        )}
      </Labelled>
      <Button disabled={scopes.length === 0} htmlType="submit" loading={busy} type="primary">
        {t("me.make")}
      </Button>
    </form>
  );
}
