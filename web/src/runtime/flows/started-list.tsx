import { useInfiniteQuery } from "@tanstack/react-query";
import { Input, Select } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useRested } from "../../core/moments";
import type { InstanceEntry, InstancePage } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Mark } from "../../ui/mark";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import { Folded } from "./folded";
import { FlowSelect, Toggle } from "./list-filters";
import { More } from "./task-list";
import { toneOf, useAge, useStateWords } from "./tasks";

const STATUSES = ["running", "suspended", "completed", "rejected", "withdrawn", "terminated", "failed"] as const;

/** The flows that somebody began: where each is, who has it, since when. */
export function StartedList() {
  const { t } = useTexts();
  const words = useStateWords();
  const [search, setSearch] = useState("");
  const [flow, setFlow] = useState<string | null>(null);
  const [status, setStatus] = useState<string | null>(null);
  const [archived, setArchived] = useState(false);
  const rested = useRested(search, 250);
  const [app, name] = flow?.split(".") ?? [];
  const found = useInfiniteQuery({
    getNextPageParam: (last: InstancePage) => last.next ?? undefined,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      ask("GET /api/instances", undefined, signal, {
        ...(app && name ? { app, flow: name } : {}),
        ...(status === null ? {} : { status }),
        ...(pageParam ? { after: pageParam } : {}),
        archived,
        scope: "started",
        search: rested,
      }),
    queryKey: ["instances", "started", rested, flow, status, archived],
    staleTime: 0,
  });
  const rows = found.data?.pages.flatMap((one) => one.instances) ?? [];
  const narrowed = archived || rested !== "" || flow !== null || status !== null;
  return (
    <>
      <search className="list-tools inbox-filters">
        <Input.Search
          allowClear
          aria-label={t("flows.search")}
          className="list-search"
          placeholder={t("flows.search")}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
        <Folded count={[flow, status, archived].filter(Boolean).length}>
          <FlowSelect rows={rows} value={flow} onChange={setFlow} />
          <Select<string | null>
            allowClear
            aria-label={t("flowAdmin.board.status")}
            className="list-filter"
            options={STATUSES.map((one) => ({ label: words.status(one), value: one }))}
            placeholder={t("flowAdmin.anyStatus")}
            value={status}
            onChange={(next) => setStatus(next ?? null)}
          />
          <Toggle label={t("flows.archive")} on={archived} onChange={setArchived} />
        </Folded>
      </search>
      {found.error !== null && found.data === undefined ? (
        <Failure error={found.error} onRetry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <Waiting />
      ) : rows.length === 0 ? (
        <Nothing
          hint={t(narrowed ? "flows.noneFoundHint" : "flows.noneHint.started")}
          title={t(narrowed ? "flows.noneFound" : "flows.none.started")}
        />
      ) : (
        <ul className="inbox-list">
          {rows.map((one) => (
            <InstanceLine key={one.id} one={one} />
          ))}
        </ul>
      )}
      {found.hasNextPage ? <More busy={found.isFetchingNextPage} onMore={() => void found.fetchNextPage()} /> : null}
    </>
  );
}

/** An instance in a list: where it is, who has it, since when. */
export function InstanceLine({ one }: { one: InstanceEntry }) {
  const { say, t } = useTexts();
  const age = useAge();
  const words = useStateWords();
  return (
    <li className="task-line">
      <div className="task-line-body">
        <a className="task-title" href={`#/instances/${one.id}`}>
          {one.title || say(one.label)}
        </a>
        <span className="task-line-more">
          <span>{say(one.label)}</span>
          {(one.nodes ?? []).map((node) => (
            <span key={node.en}>{say(node)}</span>
          ))}
          {(one.nodes ?? []).length === 0 ? null : (
            <strong>{(one.waiting_for ?? []).join(", ") || t("flows.nobody")}</strong>
          )}
        </span>
      </div>
      <div className="task-line-end">
        <Mark tone={toneOf(one.status)}>{words.status(one.status)}</Mark>
        <time dateTime={one.since ?? one.started_at}>
          {one.ended_at === null
            ? age(one.since ?? one.started_at)
            : t("flows.took", { age: age(one.started_at, one.ended_at) })}
        </time>
      </div>
    </li>
  );
}
