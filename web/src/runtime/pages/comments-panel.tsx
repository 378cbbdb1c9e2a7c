import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useId, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import { Failure } from "../../ui/failure";
import { Waiting } from "../../ui/waiting";
import { useAttempt } from "./login-page";

/** What was said about a record, and a place to say more. */
export function CommentsPanel({ app, form, id }: { app: string; form: string; id: string }) {
  const { t } = useTexts();
  const field = useId();
  const address = { app, form, id };
  const [body, setBody] = useState("");
  const { busy, problem, run } = useAttempt();
  const said = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/forms/{form}/records/{id}/comments", undefined, signal, address),
    queryKey: ["comments", app, form, id],
    staleTime: 0,
  });
  const send = () =>
    run(async () => {
      await ask("POST /api/apps/{app}/forms/{form}/records/{id}/comments", { body }, undefined, address);
      setBody("");
      await said.refetch();
    });
  if (said.error !== null) return <Failure error={said.error} onRetry={() => void said.refetch()} />;
  if (said.data === undefined) return <Waiting />;
  return (
    <div className="comments">
      {said.data.length === 0 ? <p className="quiet">{t("records.noComments")}</p> : null}
      <ul>
        {said.data.map((one) => (
          <li key={one.id}>
            <p>
              <strong>{one.account_name}</strong> <time className="quiet">{shownInstant(one.created_at, false)}</time>
            </p>
            <p className="cell-lines">{one.removed_at === null ? one.body : t("records.commentRemoved")}</p>
          </li>
        ))}
      </ul>
      {problem}
      <label className="field-label" htmlFor={field}>
        {t("records.say")}
      </label>
      <Input.TextArea
        autoSize={{ maxRows: 8, minRows: 2 }}
        id={field}
        value={body}
        onChange={({ target }) => setBody(target.value)}
      />
      <Button disabled={body.trim() === ""} loading={busy} size="small" onClick={() => void send()}>
        {t("records.send")}
      </Button>
    </div>
  );
}
