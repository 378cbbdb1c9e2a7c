import { App, Button } from "antd";
import { useState } from "react";
import { useTexts } from "../../core/language";
import { Attachments } from "../../fields/attachments";
import { shownInstant } from "../../fields/moments";
import { useSources } from "../../fields/sources";
import type { Comment } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Waiting } from "../../ui/waiting";
import { usePlace } from "../session";
import { CommentInput, type Said } from "./comment-input";
import { type Conversation, useSaid } from "./conversation";

/** What is known of the part that a comment is about. */
export interface Part {
  /** The only part whose comments are shown; null for all of them. */
  readonly shown: string | null;
  /** What a part is called; null for one that is no more. */
  readonly nameOf: (part: string) => string | null;
}

/** What was said about a record or a dashboard, and a place to say more. */
export function CommentsPanel({ about, part }: { about: Conversation; part?: Part }) {
  const { t } = useTexts();
  const sources = useSources();
  const said = useSaid(about);
  const shown = part?.shown ?? null;
  const send = async (comment: Said, parent: string | null) => {
    await about.add({ ...comment, parent_id: parent, ...(shown === null ? {} : { part: shown }) });
    await said.refetch();
  };
  if (said.error !== null) return <Failure error={said.error} onRetry={() => void said.refetch()} />;
  if (said.data === undefined) return <Waiting />;
  const all = said.data.filter((one) => shown === null || one.part === shown);
  for (const file of all.flatMap((one) => one.files ?? [])) {
    sources.titles.learn({ [file.id]: file.name });
    sources.files.set(file.id, file);
  }
  const answers = new Map<string, Comment[]>();
  const known = new Set(all.map((one) => one.id));
  const first: Comment[] = [];
  for (const one of all) {
    if (one.parent_id === null || !known.has(one.parent_id)) first.push(one);
    else answers.set(one.parent_id, [...(answers.get(one.parent_id) ?? []), one]);
  }
  return (
    <div className="comments">
      {all.length === 0 ? <p className="quiet">{t("records.noComments")}</p> : null}
      <ul>
        {first.map((one) => (
          <Thread
            key={one.id}
            answers={answers}
            about={about}
            one={one}
            {...(shown === null && part ? { nameOf: part.nameOf } : {})}
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
  readonly about: Conversation;
  readonly nameOf?: Part["nameOf"];
  readonly onChange: () => Promise<unknown>;
  readonly onSend: (comment: Said, parent: string | null) => Promise<void>;
}

/** A comment with its answers. */
function Thread({ one, answers, about, nameOf, onChange, onSend }: ThreadProps) {
  const { t } = useTexts();
  const { signed } = usePlace();
  const { modal } = App.useApp();
  const [doing, start] = useState<"reply" | "edit" | null>(null);
  const mine = one.account_id === signed.account.id && one.removed_at === null;
  const edit = async (comment: Said) => {
    await about.change(one.id, comment);
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
    await about.remove(one.id);
    await onChange();
  };
  const where = one.part && nameOf ? (nameOf(one.part) ?? t("records.commentPartGone")) : null;
  return (
    <li>
      {where === null ? null : <p className="comment-part">{where}</p>}
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
            <Thread key={each.id} about={about} answers={answers} one={each} onChange={onChange} onSend={onSend} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}
