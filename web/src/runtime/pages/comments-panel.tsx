import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { Attachments } from "../../fields/attachments";
import { shownInstant } from "../../fields/moments";
import { useSources } from "../../fields/sources";
import type { Comment } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Waiting } from "../../ui/waiting";
import { usePlace } from "../session";
import { CommentInput, type Said } from "./comment-input";

interface Place {
  readonly app: string;
  readonly form: string;
  readonly id: string;
}

/** What was said about a record, and a place to say more. */
export function CommentsPanel(place: Place) {
  const { t } = useTexts();
  const { app, form, id } = place;
  const sources = useSources();
  const said = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/forms/{form}/records/{id}/comments", undefined, signal, { ...place }),
    queryKey: ["comments", app, form, id],
    staleTime: 0,
  });
  const send = async (comment: Said, parent: string | null) => {
    const request = { ...comment, parent_id: parent };
    await ask("POST /api/apps/{app}/forms/{form}/records/{id}/comments", request, undefined, { ...place });
    await said.refetch();
  };
  if (said.error !== null) return <Failure error={said.error} onRetry={() => void said.refetch()} />;
  if (said.data === undefined) return <Waiting />;
  for (const file of said.data.flatMap((one) => one.files ?? [])) {
    sources.titles.learn({ [file.id]: file.name });
    sources.files.set(file.id, file);
  }
  const answers = new Map<string, Comment[]>();
  const known = new Set(said.data.map((one) => one.id));
  const first: Comment[] = [];
  for (const one of said.data) {
    if (one.parent_id === null || !known.has(one.parent_id)) first.push(one);
    else answers.set(one.parent_id, [...(answers.get(one.parent_id) ?? []), one]);
  }
  return (
    <div className="comments">
      {said.data.length === 0 ? <p className="quiet">{t("records.noComments")}</p> : null}
      <ul>
        {first.map((one) => (
          <Thread
            key={one.id}
            answers={answers}
            one={one}
            place={place}
            onChange={() => said.refetch()}
            onSend={send}
          />
        ))}
      </ul>
      <CommentInput label={t("records.say")} onSend={(comment) => send(comment, null)} />
    </div>
  );
}

interface ThreadProps {
  readonly one: Comment;
  readonly answers: ReadonlyMap<string, readonly Comment[]>;
  readonly place: Place;
  readonly onChange: () => Promise<unknown>;
  readonly onSend: (comment: Said, parent: string | null) => Promise<void>;
}

/** A comment with its answers. */
function Thread({ one, answers, place, onChange, onSend }: ThreadProps) {
  const { t } = useTexts();
  const { signed } = usePlace();
  const { modal } = App.useApp();
  const [doing, start] = useState<"reply" | "edit" | null>(null);
  const mine = one.account_id === signed.account.id && one.removed_at === null;
  const address = { ...place, comment_id: one.id };
  const path = "/api/apps/{app}/forms/{form}/records/{id}/comments/{comment_id}" as const;
  const edit = async (comment: Said) => {
    await ask(`PUT ${path}`, comment, undefined, address);
    start(null);
    await onChange();
  };
  const remove = async () => {
    const sure = await modal.confirm({
      cancelText: t("filling.cancel"),
      okButtonProps: { danger: true },
      okText: t("filling.remove"),
      title: t("filling.removeAsk"),
    });
    if (!sure) return;
    await ask(`DELETE ${path}`, undefined, undefined, address);
    await onChange();
  };
  return (
    <li>
      <p>
        <strong>{one.account_name}</strong> <time className="quiet">{shownInstant(one.created_at, false)}</time>
        {one.edited_at === null ? null : <span className="quiet"> · {t("filling.edited")}</span>}
      </p>
      {doing === "edit" ? (
        <CommentInput
          begun={one}
          label={t("filling.edit")}
          send={t("filling.keepEdit")}
          onClose={() => start(null)}
          onSend={edit}
        />
      ) : (
        <p className={one.removed_at === null ? "cell-lines" : "quiet"}>
          {one.removed_at === null ? one.body : t("records.commentRemoved")}
        </p>
      )}
      <Attachments ids={(one.files ?? []).map((file) => file.id)} />
      {doing === "edit" ? null : (
        <p className="comment-acts">
          <Button size="small" type="link" onClick={() => start("reply")}>
            {t("filling.reply")}
          </Button>
          {mine ? (
            <>
              <Button size="small" type="link" onClick={() => start("edit")}>
                {t("filling.edit")}
              </Button>
              <Button size="small" type="link" onClick={() => void remove()}>
                {t("filling.remove")}
              </Button>
            </>
          ) : null}
        </p>
      )}
      {doing === "reply" ? (
        <CommentInput
          label={t("filling.reply")}
          onClose={() => start(null)}
          onSend={async (comment) => {
            await onSend(comment, one.id);
            start(null);
          }}
        />
      ) : null}
      {answers.has(one.id) ? (
        <ul className="answers">
          {answers.get(one.id)?.map((each) => (
            <Thread key={each.id} answers={answers} one={each} place={place} onChange={onChange} onSend={onSend} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}
