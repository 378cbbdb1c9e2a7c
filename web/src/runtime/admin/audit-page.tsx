import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Drawer, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { AuditEntry } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import { PageHead } from "./page-head";
import { PersonSelect } from "./person-select";
import { Rows } from "./rows";

const PAGE = 100;

/** What was done with people, roles and apps. */
export function AuditPage() {
  const { t } = useTexts();
  const [person, setPerson] = useState<string | null>(null);
  const [action, setAction] = useState<string | null>(null);
  const [subject, setSubject] = useState<string | null>(null);
  const [since, setSince] = useState<Dayjs | null>(null);
  const [until, setUntil] = useState<Dayjs | null>(null);
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const called = useActionNames();
  const actions = useQuery({
    queryFn: ({ signal }) => ask("GET /api/audit/actions", undefined, signal),
    queryKey: ["audit", "actions"],
  });
  const filter = {
    account_id: person ?? undefined,
    action: action ?? undefined,
    since: since?.startOf("day").toISOString(),
    subject: subject ?? undefined,
    until: until?.add(1, "day").startOf("day").toISOString(),
  };
  const entries = useInfiniteQuery({
    getNextPageParam: (last: readonly AuditEntry[]) => (last.length < PAGE ? undefined : last.at(-1)?.id),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      ask("GET /api/audit", undefined, signal, { ...filter, before: pageParam, most: PAGE }),
    queryKey: ["audit", "list", filter],
    staleTime: 0,
  });
  const rows = entries.data?.pages.flat() ?? [];
  return (
    <>
      <PageHead hint={t("audit.hint")} title={t("admin.pages.audit")} />
      <div className="list-tools">
        <div className="list-filter">
          <PersonSelect label={t("audit.person")} value={person} onChange={(next) => setPerson(next)} />
        </div>
        <Select<string | null>
          allowClear
          aria-label={t("audit.action")}
          className="list-filter"
          options={(actions.data ?? []).map((one) => ({ label: called(one), value: one }))}
          placeholder={t("audit.action")}
          showSearch={{ optionFilterProp: "label" }}
          value={action}
          onChange={(next) => setAction(next ?? null)}
        />
        <DatePicker
          aria-label={t("audit.from")}
          className="list-filter"
          placeholder={t("audit.from")}
          value={since}
          onChange={setSince}
        />
        <DatePicker
          aria-label={t("audit.until")}
          className="list-filter"
          placeholder={t("audit.until")}
          value={until}
          onChange={setUntil}
        />
        {subject === null ? null : (
          <Button onClick={() => setSubject(null)}>{`${t("audit.subject")}: ${shortened(subject)} ×`}</Button>
        )}
      </div>
      {entries.error !== null ? (
        <Failure error={entries.error} onRetry={() => void entries.refetch()} />
      ) : entries.data === undefined ? (
        <Waiting />
      ) : rows.length === 0 ? (
        <Nothing hint={t("audit.noneHint")} title={t("audit.none")} />
      ) : (
        <Rows
          columns={[
            { key: "at", render: (one) => shownInstant(one.at, true), title: t("audit.at"), width: 180 },
            {
              key: "who",
              render: (one) => one.display_name ?? t("audit.product"),
              title: t("audit.person"),
              width: 140,
            },
            { key: "action", render: (one) => called(one.action), title: t("audit.action"), width: 180 },
            {
              key: "subject",
              render: (one) => one.subject_name ?? <code>{shortened(one.subject)}</code>,
              title: t("audit.subject"),
              width: 220,
            },
            { key: "address", render: (one) => one.address || "—", title: t("audit.address"), width: 140 },
          ]}
          label={t("admin.pages.audit")}
          rowKey={(one) => one.id}
          rows={rows}
          onOpen={setOpen}
        />
      )}
      {entries.hasNextPage ? (
        <Button className="more" loading={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
          {t("records.more")}
        </Button>
      ) : null}
      {open === null ? null : (
        <Entry
          entry={open}
          onClose={() => setOpen(null)}
          onSubject={() => {
            setSubject(open.subject);
            setOpen(null);
          }}
        />
      )}
    </>
  );
}

/** Returns what an action is called; one that is not known by its own name. */
function useActionNames(): (action: string) => string {
  const { t } = useTexts();
  return (action) => t(`audit.actions.${action}` as "audit.action", { defaultValue: action });
}

/** Returns a subject with the middle of its key left out. */
function shortened(subject: string): string {
  return subject.replace(/([0-9a-f]{8})-[0-9a-f-]{21}([0-9a-f]{6})/, "$1…$2");
}

function Entry({ entry, onClose, onSubject }: { entry: AuditEntry; onClose: () => void; onSubject: () => void }) {
  const { t } = useTexts();
  const called = useActionNames();
  const [kind, id] = entry.subject.split(":");
  const facts: readonly (readonly [string, string])[] = [
    [t("audit.action"), `${called(entry.action)} (${entry.action})`],
    [t("audit.person"), entry.display_name ?? t("audit.product")],
    [t("audit.subject"), entry.subject_name === null ? entry.subject : `${entry.subject_name} (${entry.subject})`],
    [t("audit.address"), entry.address || "—"],
    [t("audit.request"), entry.request || "—"],
  ];
  return (
    <Drawer open size={520} title={t("audit.detailsOf", { at: shownInstant(entry.at, true) })} onClose={onClose}>
      <div className="stacked">
        <dl className="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <h2 className="part-title">{t("audit.details")}</h2>
        <pre className="json-text">{JSON.stringify(entry.details, null, 2)}</pre>
        <div className="inline-form">
          <Button onClick={onSubject}>{t("audit.onlyThis")}</Button>
          {kind === "account" ? <a href={`#/admin/people/${id}`}>{t("people.account")}</a> : null}
          {kind === "department" ? <a href={`#/admin/departments/${id}`}>{t("people.department")}</a> : null}
          {kind === "app" ? <a href={`#/admin/apps/${id}`}>{t("admin.app")}</a> : null}
        </div>
      </div>
    </Drawer>
  );
}
