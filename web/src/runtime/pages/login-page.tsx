import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Input } from "antd";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { ask, Refused } from "../../api/client";
import { HeaderTools } from "../../core/header";
import { useTexts } from "../../core/language";
import type { Shade } from "../../core/theme";
import { useSigning } from "../session";

/** How a page looks that nobody has to sign in for. */
export interface Outside {
  readonly shade: Shade;
  readonly onShade: (shade: Shade) => void;
}

/** The page on which people sign in. */
export function LoginPage(outside: Outside) {
  const { t } = useTexts();
  const { begin } = useSigning();
  const id = useId();
  const ways = useQuery({
    queryFn: ({ signal }) => ask("GET /api/sign-in", undefined, signal),
    queryKey: ["ways"],
  });
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { busy, problem, run } = useAttempt();
  const enter = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => begin(await ask("POST /api/login", { name, password })));
  };
  return (
    <OutsidePage outside={outside} title={t("sign.title")}>
      {ways.data?.empty ? <Alert showIcon title={t("sign.empty")} type="info" /> : null}
      {problem}
      <form onSubmit={enter}>
        <label className="field-label" htmlFor={`${id}-name`}>
          {t("sign.name")}
        </label>
        <Input
          autoComplete="username"
          autoFocus
          id={`${id}-name`}
          required
          size="large"
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <label className="field-label" htmlFor={`${id}-password`}>
          {t("sign.password")}
        </label>
        <Input.Password
          autoComplete="current-password"
          id={`${id}-password`}
          required
          size="large"
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        <Button block htmlType="submit" loading={busy} size="large" type="primary">
          {t("sign.enter")}
        </Button>
      </form>
      {ways.data?.oidc ? (
        <Button block href="/api/oidc/start" size="large">
          {ways.data.oidc}
        </Button>
      ) : null}
    </OutsidePage>
  );
}

/** A page with one card, for those who are not signed in. */
export function OutsidePage({ outside, title, children }: { outside: Outside; title: string; children: ReactNode }) {
  return (
    <>
      <header className="header work-header">
        <span className="work-name">lowcode</span>
        <HeaderTools {...outside} />
      </header>
      <main id="main" className="sign" tabIndex={-1}>
        <div className="sign-card">
          <h1>{title}</h1>
          {children}
        </div>
      </main>
    </>
  );
}

/** Returns how to try something that the server may refuse, and what it said. */
export function useAttempt() {
  const { say, t } = useTexts();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (found) {
      setError(found instanceof Error ? found : new Error(String(found)));
    } finally {
      setBusy(false);
    }
  };
  const told = error instanceof Refused ? error.diagnostics : [];
  const words = told.map((one) => `${say(one.message)} ${one.hint ? say(one.hint) : ""}`).join(" ");
  const problem =
    error === null ? null : (
      <Alert
        role="alert"
        showIcon
        title={words || (error instanceof Refused && error.status === 0 ? t("failure.offline") : error.message)}
        type="error"
      />
    );
  return { busy, problem, run };
}
