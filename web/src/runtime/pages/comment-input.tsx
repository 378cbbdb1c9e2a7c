import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Mentions } from "antd";
import { useId, useRef, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useRested } from "../../core/moments";
import { AttachButton, useAttachments } from "../../fields/attachments";
import type { Comment } from "../../generated/api";
import { useAttempt } from "./login-page";

const OFFERED = 8;

/** What somebody says, and whom it mentions. */
export interface Said {
  readonly body: string;
  readonly mentions: readonly string[];
  readonly files: readonly string[];
}

/** Where people write a comment; `@` offers colleagues. */
export function CommentInput({
  label,
  begun,
  send,
  onSend,
  onClose,
}: {
  label: string;
  /** What is to be changed. */
  begun?: Comment;
  send?: string;
  onSend: (said: Said) => Promise<void>;
  onClose?: () => void;
}) {
  const { t } = useTexts();
  const field = useId();
  const [body, setBody] = useState(begun?.body ?? "");
  const [files, setFiles] = useState<readonly string[]>([]);
  const uploads = useAttachments(files, setFiles);
  const sending = uploads.list.some((one) => one.problem === null);
  const empty = body.trim() === "" && files.length === 0;
  const [sought, seek] = useState<string | null>(null);
  const { busy, problem, run } = useAttempt();
  const people = usePeople(sought);
  // Who was chosen stays known while the text still names them.
  const named = useRef(new Map<string, string>());
  const finish = () =>
    run(async () => {
      const mentioned = [...named.current].filter(([name]) => body.includes(`@${name}`)).map(([, id]) => id);
      const kept = (begun?.mentions ?? []).filter((id) => !mentioned.includes(id));
      await onSend({ body, files, mentions: [...mentioned, ...kept] });
      setBody("");
      setFiles([]);
    });
  return (
    <div className="comment-input">
      {problem}
      <label className="field-label" htmlFor={field}>
        {label}
      </label>
      <Mentions
        autoSize={{ maxRows: 8, minRows: 2 }}
        filterOption={false}
        id={field}
        options={people.map((one) => ({ key: one.id, label: one.display_name, value: one.display_name }))}
        value={body}
        onChange={setBody}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !empty && !sending) void finish();
        }}
        onSearch={(text) => seek(text)}
        onPaste={(event) => {
          if (event.clipboardData.files.length > 0) uploads.add([...event.clipboardData.files]);
        }}
        onSelect={(option) => {
          // The component ends the keys of its options with something of its own.
          const chosen = people.find((one) => option.key?.startsWith(one.id));
          if (chosen !== undefined) named.current.set(chosen.display_name, chosen.id);
        }}
      />
      {begun === undefined ? <AttachButton ids={files} uploads={uploads} /> : null}
      <p className="comment-acts">
        <Button disabled={empty || sending} loading={busy} size="small" type="primary" onClick={() => void finish()}>
          {send ?? t("records.send")}
        </Button>
        {onClose === undefined ? (
          <span className="quiet row-hint">{t("filling.mention")}</span>
        ) : (
          <Button size="small" onClick={onClose}>
            {t("filling.cancel")}
          </Button>
        )}
      </p>
    </div>
  );
}

function usePeople(sought: string | null) {
  const search = useRested(sought, 200);
  const found = useQuery({
    enabled: search !== null,
    // Whom one may just be choosing does not go away while others are sought.
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ask("GET /api/people", undefined, signal, { most: OFFERED, search: search ?? "", status: "active" }),
    queryKey: ["people", "mention", search],
    staleTime: 60_000,
  });
  return found.data ?? [];
}
