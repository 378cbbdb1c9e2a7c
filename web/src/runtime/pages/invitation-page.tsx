import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { type FormEvent, useId, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { Failure } from "../../ui/failure";
import { Waiting } from "../../ui/waiting";
import { type Outside, OutsidePage, useAttempt } from "./login-page";

/** The page of a link by which somebody chooses a password. */
export function InvitationPage(outside: Outside) {
  const { t } = useTexts();
  const id = useId();
  const token = location.hash.slice(1);
  const holder = useQuery({
    queryFn: ({ signal }) => ask("POST /api/invitation/read", { token }, signal),
    queryKey: ["invitation", token],
  });
  const [password, setPassword] = useState("");
  const { busy, problem, run } = useAttempt();
  const accept = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await ask("POST /api/invitation/accept", { password, token });
      // The link has served, and must not stay in the history.
      location.replace("/");
    });
  };
  return (
    <OutsidePage outside={outside} title={t("sign.welcome")}>
      {holder.error !== null ? (
        <Failure error={holder.error} onRetry={() => void holder.refetch()} />
      ) : holder.data === undefined ? (
        <Waiting />
      ) : (
        <form onSubmit={accept}>
          <p>{t("sign.choose", { name: holder.data.name, who: holder.data.display_name })}</p>
          {problem}
          <input autoComplete="username" hidden readOnly value={holder.data.name} />
          <label className="field-label" htmlFor={id}>
            {t("sign.fresh")}
          </label>
          <Input.Password
            autoComplete="new-password"
            autoFocus
            id={id}
            required
            size="large"
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
          <Button block htmlType="submit" loading={busy} size="large" type="primary">
            {t("sign.keep")}
          </Button>
        </form>
      )}
    </OutsidePage>
  );
}
