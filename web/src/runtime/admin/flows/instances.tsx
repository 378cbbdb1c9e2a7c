import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Input, Select, Tag } from "antd";
import { useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import { useRested } from "../../../core/moments";
import { shownInstant } from "../../../fields/moments";
import type { InstanceEntry, InstancePage } from "../../../generated/api";
import { Failure } from "../../../ui/failure";
import { Mark } from "../../../ui/mark";
import { Nothing } from "../../../ui/nothing";
import { Waiting } from "../../../ui/waiting";
import { Folded } from "../../flows/folded";
import { FlowSelect, Toggle } from "../../flows/list-filters";
import { More } from "../../flows/task-list";
import { toneOf, useAge, useStateWords } from "../../flows/tasks";
import type { PlaceProps } from "../../places";
import { PersonSelect } from "../person-select";
import { type RowColumn, Rows } from "../rows";
import { type InstancePlace, placeOf } from "./instance-place";

const STATUSES = [
  "running",
  "suspended",
  "over",
  "completed",
  "rejected",
  "withdrawn",
  "terminated",
  "failed",
] as const;
const AGES = ["0", "1", "7", "30", "90"] as const;
type Age = (typeof AGES)[number];

interface Filters extends Omit<InstancePlace, "node" | "status"> {
  readonly flow: string | null;
  readonly status: string | null;
  readonly person: string | null;
  readonly node: string | null;
  readonly incidents: boolean;
  readonly age: Age;
  readonly archived: boolean;
}

/** All instances of flows, narrowed by flow, state, person and age; the address may say the flow and its step. */
export function Instances({ path }: PlaceProps) {
  const [app, flow, ...rest] = path;
  const { node, status, ...place } = placeOf(rest);
  const waits = node !== undefined || place.asked !== undefined || place.late === true;
  const begun: Filters = {
    ...place,
    age: "0",
    archived: false,
    flow: app && flow ? `${app}.${flow}` : null,
    incidents: false,
    node: node ?? null,
    person: null,
    status: STATUSES.find((one) => one === status) ?? (waits ? "running" : null),
  };
  return <Shown key={path.join("/")} begun={begun} />;
}

function Shown({ begun }: { begun: Filters }) {
  const { t } = useTexts();
  const words = useStateWords();
  const [search, setSearch] = useState("");
  const [filters, filter] = useState(begun);
  const rested = useRested(search, 250);
  const set = (some: Partial<Filters>) => filter({ ...filters, ...some });
  const found = useInstances(filters, rested);
  const rows = found.data?.pages.flatMap((one) => one.instances) ?? [];
  const columns = useColumns();
  const { flow, status, person, incidents, archived, age } = filters;
  const count = [flow, status, person, incidents, archived, age !== "0"].filter(Boolean).length;
  return (
    <div>
      <search className="list-tools inbox-filters roomy">
        <Input.Search
          allowClear
          aria-label={t("flows.search")}
          className="list-search"
          placeholder={t("flows.search")}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
        <Folded count={count}>
          <FlowSelect
            rows={rows}
            value={filters.flow}
            onChange={(flow) => filter({ ...withoutPlace(filters), flow })}
          />
          <Select<string | null>
            allowClear
            aria-label={t("flowAdmin.board.status")}
            className="list-filter"
            options={STATUSES.map((one) => ({
              label: one === "over" ? t("flowAdmin.over") : words.status(one),
              value: one,
            }))}
            placeholder={t("flowAdmin.anyStatus")}
            value={filters.status}
            onChange={(status) => set({ status: status ?? null })}
          />
          <div className="list-filter">
            <PersonSelect label={t("flowAdmin.person")} value={filters.person} onChange={(person) => set({ person })} />
          </div>
          <Select<Age>
            aria-label={t("flowAdmin.age")}
            className="list-filter"
            options={AGES.map((one) => ({
              label: `${t("flowAdmin.begun")}: ${t(`flowAdmin.ages.${one}`)}`,
              value: one,
            }))}
            value={filters.age}
            onChange={(age) => set({ age })}
          />
          <Toggle
            label={t("flowAdmin.onlyIncidents")}
            on={filters.incidents}
            onChange={(incidents) => set({ archived: false, incidents })}
          />
          <Toggle
            label={t("flows.archive")}
            on={filters.archived}
            onChange={(archived) => set({ archived, incidents: false })}
          />
        </Folded>
      </search>
      <Narrowed filters={filters} onChange={filter} />
      {found.error !== null && found.data === undefined ? (
        <Failure error={found.error} onRetry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <Waiting />
      ) : rows.length === 0 ? (
        <Nothing hint={t("flowAdmin.noneHint")} title={t("flowAdmin.none")} />
      ) : (
        <Rows columns={columns} label={t("flowAdmin.parts.instances")} rowKey={(one) => one.id} rows={rows} />
      )}
      {found.hasNextPage ? <More busy={found.isFetchingNextPage} onMore={() => void found.fetchNextPage()} /> : null}
    </div>
  );
}

function withoutPlace({ asked: _, ended: __, late: ___, ...rest }: Filters): Filters {
  return { ...rest, node: null };
}

/** What a figure of the process board has narrowed the list to, each to be taken back. */
function Narrowed({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  const { say, t } = useTexts();
  const [app, flow] = filters.flow?.split(".") ?? [];
  const { asked, ended, late, node } = filters;
  const board = useQuery({
    enabled: (node !== null || asked !== undefined) && app !== undefined && flow !== undefined,
    queryFn: ({ signal }) =>
      ask("GET /api/flow-admin/{app}/{flow}/board", undefined, signal, { app: app ?? "", days: 90, flow: flow ?? "" }),
    queryKey: ["board", app, flow, 90],
  });
  const label = board.data?.nodes.find((one) => one.node === node)?.label;
  const { asked: _asked, ...noAsked } = filters;
  const { ended: _ended, ...noEnded } = filters;
  const { late: _late, ...noLate } = filters;
  const who = board.data?.people?.find((one) => one.account === asked);
  const tags = [
    ...(node === null
      ? []
      : [
          {
            key: "node",
            text: t("flowAdmin.atNode", { name: label ? say(label) : node }),
            rest: { ...filters, node: null },
          },
        ]),
    ...(asked === undefined
      ? []
      : [{ key: "asked", rest: noAsked, text: t("flowAdmin.waitsFor", { name: who?.name ?? "…" }) }]),
    ...(late === true ? [{ key: "late", rest: noLate, text: t("flowAdmin.late") }] : []),
    ...(ended === undefined
      ? []
      : [{ key: "ended", rest: noEnded, text: t("flowAdmin.endedWithin", { count: ended }) }]),
  ];
  if (tags.length === 0) return null;
  return (
    <p className="narrowed">
      {tags.map((one) => (
        <Tag
          key={one.key}
          closable={{ "aria-label": t("flowAdmin.widen", { what: one.text }) }}
          onClose={() => onChange(one.rest)}
        >
          {one.text}
        </Tag>
      ))}
    </p>
  );
}

function useInstances(filters: Filters, search: string) {
  const [app, name] = filters.flow?.split(".") ?? [];
  return useInfiniteQuery({
    getNextPageParam: (last: InstancePage) => last.next ?? undefined,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      ask("GET /api/instances", undefined, signal, {
        ...(app && name ? { app, flow: name } : {}),
        ...(filters.status === null ? {} : { status: filters.status }),
        ...(filters.person === null ? {} : { person: filters.person }),
        ...(filters.node === null ? {} : { node: filters.node }),
        ...(filters.asked === undefined ? {} : { asked: filters.asked }),
        ...(filters.ended === undefined ? {} : { ended: filters.ended }),
        archived: filters.archived,
        overdue: filters.late === true,
        ...(filters.age === "0" ? {} : { days: Number(filters.age) }),
        ...(pageParam ? { after: pageParam } : {}),
        incidents: filters.incidents,
        scope: "all",
        search,
      }),
    queryKey: ["instances", "all", filters, search],
    staleTime: 0,
  });
}

function useColumns(): readonly RowColumn<InstanceEntry>[] {
  const { say, t } = useTexts();
  const words = useStateWords();
  const age = useAge();
  return [
    {
      key: "record",
      render: (one) => <a href={`#/instances/${one.id}`}>{one.title || say(one.label)}</a>,
      title: t("flowAdmin.record"),
    },
    { key: "flow", render: (one) => say(one.label), title: t("flowAdmin.flow") },
    {
      key: "status",
      render: (one) => (
        <>
          <Mark tone={toneOf(one.status)}>{words.status(one.status)}</Mark>
          {(one.incidents ?? 0) > 0 ? (
            <Mark tone="danger">{t("flowAdmin.incidents", { count: one.incidents ?? 0 })}</Mark>
          ) : null}
        </>
      ),
      title: t("flowAdmin.board.status"),
    },
    { key: "where", render: (one) => (one.nodes ?? []).map(say).join(", ") || "–", title: t("flowAdmin.where") },
    {
      key: "who",
      render: (one) => (one.waiting_for ?? []).join(", ") || ((one.nodes ?? []).length > 0 ? t("flows.nobody") : "–"),
      title: t("flowAdmin.who"),
    },
    { key: "since", render: (one) => (one.since == null ? "–" : age(one.since)), title: t("flowAdmin.since") },
    {
      key: "begun",
      render: (one) => `${one.initiator_name || t("flows.system")} · ${shownInstant(one.started_at, false)}`,
      title: t("flowAdmin.begun"),
    },
  ];
}
