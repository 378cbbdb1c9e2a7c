import { SearchOutlined, UserAddOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useRested } from "../../core/moments";
import type { Account } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Mark } from "../../ui/mark";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import type { PlaceProps } from "../places";
import { usePlace } from "../session";
import { PageHead } from "./page-head";
import { useRoles } from "./people";
import { PersonDrawer } from "./person-drawer";
import { Rows } from "./rows";

const PAGE = 50;
const STATES = ["active", "invited", "disabled"] as const;
const COLOURS = { active: "good", disabled: "plain", invited: "accent" } as const;

/** The people of the workspace. */
export function PeoplePage({ path }: PlaceProps) {
  const { t } = useTexts();
  const { go } = usePlace();
  const [search, setSearch] = useState("");
  const [status, setStatus] = useState<Account["status"] | null>(null);
  const sought = useRested(search.trim(), 250);
  const people = useInfiniteQuery({
    getNextPageParam: (last: readonly Account[]) => (last.length < PAGE ? undefined : last.at(-1)?.name),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      ask("GET /api/people", undefined, signal, {
        after: pageParam || undefined,
        most: PAGE,
        search: sought || undefined,
        status: status ?? undefined,
      }),
    queryKey: ["people", "list", sought, status],
  });
  const rows = people.data?.pages.flat() ?? [];
  const open = path[0];
  return (
    <>
      <PageHead hint={t("people.hint")} title={t("admin.pages.people")}>
        <Button icon={<UserAddOutlined />} type="primary" onClick={() => go("admin/people/new")}>
          {t("people.invite")}
        </Button>
      </PageHead>
      <div className="list-tools">
        <Input
          allowClear
          aria-label={t("people.search")}
          className="list-search"
          placeholder={t("people.search")}
          prefix={<SearchOutlined aria-hidden />}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
        <Select<Account["status"] | null>
          allowClear
          aria-label={t("people.status")}
          className="list-filter"
          options={STATES.map((one) => ({ label: t(`people.states.${one}`), value: one }))}
          placeholder={t("people.status")}
          value={status}
          onChange={(next) => setStatus(next ?? null)}
        />
      </div>
      {people.error !== null ? (
        <Failure error={people.error} onRetry={() => void people.refetch()} />
      ) : people.data === undefined ? (
        <Waiting />
      ) : rows.length === 0 ? (
        <Nothing hint={t("people.noneHint")} title={t("people.none")} />
      ) : (
        <People rows={rows} onOpen={(one) => go(`admin/people/${one.id}`)} />
      )}
      {people.hasNextPage ? (
        <Button className="more" loading={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
          {t("records.more")}
        </Button>
      ) : null}
      {open === undefined ? null : <PersonDrawer key={open} id={open === "new" ? null : open} />}
    </>
  );
}

function People({ rows, onOpen }: { rows: readonly Account[]; onOpen: (account: Account) => void }) {
  const { say, t } = useTexts();
  const roles = useRoles();
  const called = new Map((roles.data ?? []).map((one) => [`${one.app}.${one.name}`, say(one.label)]));
  return (
    <Rows
      columns={[
        { key: "display_name", render: (one) => one.display_name, title: t("people.displayName"), width: 160 },
        { key: "name", render: (one) => one.name, title: t("people.name"), width: 140 },
        { key: "email", render: (one) => one.email ?? "—", title: t("people.email"), width: 220 },
        {
          key: "roles",
          render: (one) =>
            one.roles.length === 0 ? "—" : one.roles.map((role) => <Mark key={role}>{called.get(role) ?? role}</Mark>),
          title: t("people.roles"),
          width: 260,
        },
        {
          key: "status",
          render: (one) => <Mark tone={COLOURS[one.status]}>{t(`people.states.${one.status}`)}</Mark>,
          title: t("people.status"),
          width: 100,
        },
      ]}
      label={t("admin.pages.people")}
      rowKey={(one) => one.id}
      rows={rows}
      onOpen={onOpen}
    />
  );
}
