import { useInfiniteQuery } from "@tanstack/react-query";
import { App, Button, Checkbox } from "antd";
import { useEffect, useRef, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useRested } from "../../core/moments";
import type { TaskEntry, TaskPage } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import { useWords } from "../admin/attempt";
import { BulkDialog } from "./bulk-dialog";
import type { ListName } from "./inbox-page";
import { ListFilters, NO_FILTERS, type TaskFilters } from "./list-filters";
import { TaskLine } from "./task-line";
import { useRenewal } from "./tasks";

const AT_ONCE = 50;

/** The tasks of a list, with what narrows it; those that wait can be approved several at once, and by keys. */
export function TaskList({ list }: { list: Exclude<ListName, "started"> }) {
  const { t } = useTexts();
  const [filters, filter] = useState<TaskFilters>(NO_FILTERS);
  const search = useRested(filters.search, 250);
  const wanted = { ...filters, search };
  const found = useInfiniteQuery({
    getNextPageParam: (last: TaskPage) => last.next ?? undefined,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      ask("GET /api/tasks", undefined, signal, {
        ...queryOf(list, wanted),
        ...(pageParam ? { after: pageParam } : {}),
      }),
    queryKey: ["tasks", "list", list, wanted],
    staleTime: 0,
  });
  const [approving, approve] = useState<readonly TaskEntry[] | null>(null);
  const rows = found.data?.pages.flatMap((one) => one.tasks) ?? [];
  const narrowed = JSON.stringify(wanted) !== JSON.stringify(NO_FILTERS);
  return (
    <>
      <ListFilters filters={filters} list={list} rows={rows} onChange={filter} />
      {found.error !== null && found.data === undefined ? (
        <Failure error={found.error} onRetry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <Waiting />
      ) : rows.length === 0 ? (
        narrowed ? (
          <Nothing
            action={<Button onClick={() => filter(NO_FILTERS)}>{t("flows.clear")}</Button>}
            hint={t("flows.noneFoundHint")}
            title={t("flows.noneFound")}
          />
        ) : (
          <Nothing hint={t(`flows.noneHint.${list}`)} title={t(`flows.none.${list}`)} />
        )
      ) : (
        <Lines list={list} rows={rows} onApprove={approve} />
      )}
      {found.hasNextPage ? <More busy={found.isFetchingNextPage} onMore={() => void found.fetchNextPage()} /> : null}
      {/* It outlives the lines: somebody else may decide the last of them meanwhile. */}
      {approving === null ? null : <BulkDialog tasks={approving} onClose={() => approve(null)} />}
    </>
  );
}

/** Loads more when it comes into sight, or when it is pressed. */
export function More({ busy, onMore }: { busy: boolean; onMore: () => void }) {
  const { t } = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const told = useRef(onMore);
  told.current = onMore;
  useEffect(() => {
    if (place.current === null || busy) return;
    const watch = new IntersectionObserver(([one]) => {
      if (one?.isIntersecting) told.current();
    });
    watch.observe(place.current);
    return () => watch.disconnect();
  }, [busy]);
  return (
    <div ref={place} className="inbox-more">
      <Button loading={busy} onClick={onMore}>
        {t("flows.more")}
      </Button>
    </div>
  );
}

function queryOf(list: string, { search, flow, form, kind, overdue, unread, oldest }: TaskFilters) {
  const [app, name] = flow?.split(".") ?? [];
  return {
    ...(app && name ? { app, flow: name } : {}),
    ...(form === null ? {} : { form }),
    ...(kind === null ? {} : { kind }),
    limit: AT_ONCE,
    list,
    oldest_first: oldest,
    overdue,
    search,
    unread,
  };
}

function Lines({
  list,
  rows,
  onApprove,
}: {
  list: string;
  rows: readonly TaskEntry[];
  onApprove: (tasks: readonly TaskEntry[]) => void;
}) {
  const { t } = useTexts();
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const bulk = rows.filter((one) => list === "mine" && one.bulk === true);
  const able = new Set(bulk.map((one) => one.id));
  // What was decided meanwhile is not in the list any more.
  const picked = [...chosen].filter((id) => able.has(id));
  const toggle = (id: string) => {
    if (able.has(id)) choose(new Set(chosen.has(id) ? picked.filter((one) => one !== id) : [...picked, id]));
  };
  const keys = useListKeys(rows, able, toggle);
  return (
    <>
      {bulk.length > 1 ? (
        <div className={picked.length > 0 ? "inbox-bulk some" : "inbox-bulk"}>
          <Checkbox
            checked={picked.length === bulk.length}
            indeterminate={picked.length > 0 && picked.length < bulk.length}
            onChange={({ target }) => choose(new Set(target.checked ? bulk.map((one) => one.id) : []))}
          >
            {picked.length === 0 ? t("flows.selectAll") : t("flows.selected", { count: picked.length })}
          </Checkbox>
          {picked.length === 0 ? null : (
            <Button type="primary" onClick={() => onApprove(bulk.filter((one) => picked.includes(one.id)))}>
              {t("flows.approveAll", { count: picked.length })}
            </Button>
          )}
        </div>
      ) : null}
      <ul ref={keys} className="inbox-list">
        {rows.map((one) => (
          <TaskLine
            key={one.id}
            chosen={able.has(one.id) && bulk.length > 1 ? picked.includes(one.id) : null}
            one={one}
            onChoose={() => toggle(one.id)}
          />
        ))}
      </ul>
      {list === "mine" ? <p className="quiet inbox-keys">{t("flows.keys")}</p> : null}
    </>
  );
}

const ARROWS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Returns the place of a list whose lines are reached and decided by keys. */
function useListKeys(rows: readonly TaskEntry[], able: ReadonlySet<string>, toggle: (id: string) => void) {
  const place = useRef<HTMLUListElement>(null);
  const { say, t } = useTexts();
  const { message, modal } = App.useApp();
  const words = useWords();
  const renew = useRenewal();
  const now = useRef({ able, rows, toggle });
  const last = useRef(-1);
  now.current = { able, rows, toggle };
  useEffect(() => {
    const decide = async (one: TaskEntry, kind: "approve" | "reject") => {
      const title = `${t(`flows.verb.${kind}`)}: ${one.title || say(one.label)}`;
      const sure = await modal.confirm({
        autoFocusButton: "ok",
        cancelText: t("flows.cancel"),
        okText: t(`flows.verb.${kind}`),
        title,
      });
      if (!sure) return;
      try {
        await ask("POST /api/tasks/{id}/verbs", { verb: { kind } }, undefined, { id: one.id });
        void message.success(title);
      } catch (error) {
        void message.error(words(error), 8);
      }
      await renew();
    };
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const typing = target.closest("input:not([type=checkbox]), textarea, [contenteditable], .ant-modal, .ant-select");
      if (typing !== null || event.ctrlKey || event.metaKey || event.altKey) return;
      const links = [...(place.current?.querySelectorAll<HTMLElement>(".task-title") ?? [])];
      const at = links.findIndex((one) => one.closest("li")?.contains(document.activeElement));
      const one = now.current.rows[at];
      const way = event.key === "j" ? 1 : event.key === "k" ? -1 : at < 0 ? 0 : (ARROWS[event.key] ?? 0);
      if (way !== 0) {
        // What was decided has left the list, and the next one has come to its place.
        const next = at < 0 && last.current >= 0 ? last.current : at + way;
        last.current = Math.max(0, Math.min(links.length - 1, next));
        links[last.current]?.focus();
      } else if (one === undefined) return;
      else if (event.key === "x") now.current.toggle(one.id);
      else if (event.key === "a" && now.current.able.has(one.id)) void decide(one, "approve");
      else if (event.key === "r" && now.current.able.has(one.id)) void decide(one, "reject");
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [say, t, message, modal, words, renew]);
  return place;
}
