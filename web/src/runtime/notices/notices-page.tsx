import { BellOutlined, CheckSquareOutlined, MessageOutlined, NotificationOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Checkbox, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Label, Notification, NotificationPage, Todo, TodoPage } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import { useAct } from "../admin/attempt";
import { PageHead } from "../admin/page-head";
import { useStateWords } from "../flows/tasks";
import type { PlaceProps } from "../places";
import { pageOf } from "./notices";
import "../admin/admin.css";
import "./notices.css";

const PARTS = ["all", "unread", "todos"] as const;
type Part = (typeof PARTS)[number];

const ICONS: Readonly<Record<string, ReactNode>> = {
  comment: <MessageOutlined />,
  mention: <MessageOutlined />,
  notice: <NotificationOutlined />,
  todo: <CheckSquareOutlined />,
};

/** What notifications say, as far as they say it. */
interface Content {
  readonly by?: string | null;
  /** A text, or one for each language. */
  readonly text?: string | Label | null;
  readonly title?: string | Label | null;
  /** What a flow says: its name, its step, and why it tells. */
  readonly label?: Label | null;
  readonly node_label?: Label | null;
  readonly reason?: string | null;
}

/** What somebody was told, and what apps gave them to do. */
export function NoticesPage({ path }: PlaceProps) {
  const { t } = useTexts();
  const part: Part = PARTS.find((one) => one === path[0]) ?? "all";
  return (
    <div className="notices">
      <PageHead hint={t("notices.hint")} title={t("notices.title")}>
        <Segmented<Part>
          aria-label={t("notices.title")}
          options={PARTS.map((one) => ({ label: t(`notices.${one}`), value: one }))}
          value={part}
          onChange={(next) => {
            location.hash = `/notifications/${next}`;
          }}
        />
      </PageHead>
      {part === "todos" ? <Todos /> : <Notices key={part} unread={part === "unread"} />}
    </div>
  );
}

function Notices({ unread }: { unread: boolean }) {
  const { t } = useTexts();
  const { act, busy } = useAct("notifications");
  const found = useInfiniteQuery({
    getNextPageParam: (last: NotificationPage) => last.next ?? undefined,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      ask("GET /api/notifications", undefined, signal, { unread, ...(pageParam === "" ? {} : { before: pageParam }) }),
    queryKey: ["notifications", "page", unread],
  });
  if (found.error !== null && found.data === undefined) {
    return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (found.data === undefined) return <Waiting />;
  const all = found.data.pages.flatMap((one) => one.notifications);
  const names = Object.assign({}, ...found.data.pages.map((one) => one.names)) as Record<string, string>;
  if (all.length === 0) return <Nothing hint={t("notices.noneHint")} title={t("notices.none")} />;
  const some = (ids: readonly string[] | null) => act(() => ask("POST /api/notifications/read", { ids }));
  return (
    <>
      {(found.data.pages[0]?.unread ?? 0) > 0 ? (
        <div className="notices-tools">
          <Button loading={busy} size="small" onClick={() => void some(null)}>
            {t("notices.readAll")}
          </Button>
        </div>
      ) : null}
      <ul className="notices-list">
        {all.map((one) => (
          <Notice key={one.id} names={names} one={one} onRead={() => some([one.id])} />
        ))}
      </ul>
      <More found={found} />
    </>
  );
}

/** Why a flow tells somebody something, where the step alone does not say it. */
const REASONS = [
  "urged",
  "overdue",
  "copy",
  "question",
  "answered",
  "comment",
  "suspended",
  "resumed",
  "incident",
] as const;

function Notice({
  one,
  names,
  onRead,
}: {
  one: Notification;
  names: Readonly<Record<string, string>>;
  onRead: () => Promise<boolean>;
}) {
  const { say, t } = useTexts();
  const words = useStateWords();
  const page = pageOf(one.link ?? "");
  const fresh = one.read_at == null;
  const content = one.content as Content;
  const by = names[content.by ?? ""] ?? t("notices.somebody");
  const kind = one.kind === "mention" || one.kind === "comment" ? one.kind : "other";
  const line = useLine();
  const head = line(content.title);
  const flow = content.label == null ? "" : say(content.label);
  const named = [flow, head].filter((part) => part !== "").join(" · ");
  const said = kind !== "other";
  const title = said || named === "" ? t(`notices.${kind}`, { name: by }) : named;
  const reason = REASONS.find((known) => known === content.reason);
  const why = reason === undefined ? "" : t(`notices.reasons.${reason}`);
  const ended = reason === undefined && content.node_label == null ? words.status(content.reason ?? "") : "";
  const step = [why, content.node_label == null ? ended : say(content.node_label)].filter((part) => part !== "");
  const told = line(content.text) || (flow === "" ? "" : step.join(" · "));
  const text = said ? [head, told].filter((part) => part !== "").join(" — ") : told;
  const body = (
    <>
      <span className="told-title">{title}</span>
      {text === "" ? null : <span className="told-text">{text}</span>}
      <When at={one.created_at} />
    </>
  );
  return (
    <li className={fresh ? "told fresh" : "told"}>
      <span className="told-icon" aria-hidden>
        {ICONS[one.kind] ?? <BellOutlined />}
      </span>
      {page === null ? (
        <div className="told-body">{body}</div>
      ) : (
        <a className="told-body" href={page} onClick={() => (fresh ? void onRead() : undefined)}>
          {body}
        </a>
      )}
      {fresh ? (
        <Button aria-label={`${t("notices.read")}: ${title}`} size="small" type="link" onClick={() => void onRead()}>
          {t("notices.read")}
        </Button>
      ) : null}
    </li>
  );
}

function Todos() {
  const { t } = useTexts();
  const { act } = useAct("todos");
  const found = useInfiniteQuery({
    getNextPageParam: (last: TodoPage) => last.next ?? undefined,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      ask("GET /api/todos", undefined, signal, pageParam === "" ? {} : { before: pageParam }),
    queryKey: ["todos"],
  });
  if (found.error !== null && found.data === undefined) {
    return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (found.data === undefined) return <Waiting />;
  const all = found.data.pages.flatMap((one) => one.todos);
  if (all.length === 0) return <Nothing hint={t("notices.noTodosHint")} title={t("notices.noTodos")} />;
  return (
    <>
      <ul className="notices-list">
        {all.map((one) => (
          <TodoLine
            key={one.id}
            one={one}
            onDone={() => act(() => ask("PUT /api/todos/{id}", { done: true }, undefined, { id: one.id }))}
          />
        ))}
      </ul>
      <More found={found} />
    </>
  );
}

/** Returns what tells a text, or the one of a text for each language that one reads. */
function useLine(): (of: string | Readonly<Record<string, string>> | Label | null | undefined) => string {
  const { say } = useTexts();
  return (of) => (of == null ? "" : typeof of === "string" ? of : say(of as Label));
}

function TodoLine({ one, onDone }: { one: Todo; onDone: () => Promise<boolean> }) {
  const { language, t } = useTexts();
  const line = useLine();
  const title = line(one.title);
  const details = line(one.details);
  const [ticked, tick] = useState(false);
  const [app, form] = (one.form ?? "").split(".");
  const page = app && form && one.record_id ? pageOf(`/apps/${app}/${form}/${one.record_id}`) : null;
  const late = one.due_at != null && new Date(one.due_at).getTime() < Date.now();
  const date = one.due_at == null ? "" : new Date(one.due_at).toLocaleDateString(language);
  return (
    <li className="told">
      <Checkbox
        aria-label={t("notices.done", { title })}
        checked={ticked}
        onChange={() => {
          tick(true);
          void onDone().then((done) => tick(done));
        }}
      />
      <div className="told-body">
        <span className="told-title">{page === null ? title : <a href={page}>{title}</a>}</span>
        {details ? <span className="told-text">{details}</span> : null}
        {date === "" ? (
          <When at={one.created_at} />
        ) : (
          <span className={late ? "told-when late" : "told-when"}>
            {t(late ? "notices.late" : "notices.due", { date })}
          </span>
        )}
      </div>
    </li>
  );
}

function When({ at }: { at: string }) {
  const { language } = useTexts();
  const shown = new Date(at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
  return (
    <time className="told-when" dateTime={at}>
      {shown}
    </time>
  );
}

function More({
  found,
}: {
  found: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) {
  const { t } = useTexts();
  if (!found.hasNextPage) return null;
  return (
    <div className="notices-more">
      <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
        {t("notices.more")}
      </Button>
    </div>
  );
}
