import { ArrowLeftOutlined, EyeOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Tabs } from "antd";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { SourcesContext } from "../../fields/sources";
import type { AppMenu, RecordView } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Waiting } from "../../ui/waiting";
import { FlowStrip } from "../flows/flow-strip";
import { useFlowsOfRecord } from "../flows/tasks";
import { RelatedContext } from "../form/items/related";
import { typeOf } from "../form/store";
import { type LoadedForm, useFormPage } from "../form-page";
import { useLedgerLines } from "../ledgers/lines";
import { may } from "../menu";
import { usePress } from "../pressing";
import { RecomputingNote } from "../recomputing";
import { serverSources } from "../server-sources";
import { usePlace } from "../session";
import { columnValue } from "../system";
import { CommentsPanel } from "./comments-panel";
import { aboutRecord } from "./conversation";
import { isDocument } from "./documents";
import { FollowersPanel } from "./followers-panel";
import { HistoryPanel } from "./history-panel";
import { OverviewLink } from "./overview-link";
import { enteredIn, RecordForm } from "./record-form";
import { RecordTools, RecordTrail } from "./record-tools";
import { relatedOf } from "./related-list";

const LedgerPanel = lazy(() => import("../ledgers/ledger-panel").then((module) => ({ default: module.LedgerPanel })));
const RecordFlows = lazy(() => import("../flows/record-flows").then((module) => ({ default: module.RecordFlows })));
const ChainPanel = lazy(() => import("./chain-panel").then((module) => ({ default: module.ChainPanel })));
const WhyPanel = lazy(() => import("../rules/why-panel").then((module) => ({ default: module.WhyPanel })));

/** A record: its form, what was said about it, and what happened to it; or a form for a new one. */
export function RecordPage({
  menu,
  form,
  id,
  route,
}: {
  menu: AppMenu;
  form: string;
  id: string | null;
  route: string;
}) {
  const loaded = useFormPage(menu.name, form);
  const record = useQuery({
    enabled: id !== null,
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/forms/{form}/records/{id}", undefined, signal, { app: menu.name, form, id: id ?? "" }),
    queryKey: ["record", menu.name, form, id],
    // Another page may have changed it.
    staleTime: 0,
  });
  const error = loaded.error ?? record.error;
  if (error !== null) {
    return <Failure error={error} onRetry={() => void Promise.all([loaded.refetch(), id && record.refetch()])} />;
  }
  if (loaded.data === undefined || (id !== null && (record.data === undefined || record.isStale === undefined))) {
    return <Waiting />;
  }
  return (
    <Shown
      form={loaded.data}
      menu={menu}
      record={record.data ?? null}
      route={route}
      onFresh={() => void record.refetch()}
    />
  );
}

function Shown({
  menu,
  form,
  record,
  route,
  onFresh,
}: {
  menu: AppMenu;
  form: LoadedForm;
  record: RecordView | null;
  route: string;
  onFresh: () => void;
}) {
  const { t } = useTexts();
  const { go } = usePlace();
  const [round, another] = useState(0);
  const { act, dialog } = usePress(menu.name, form, record);
  const sources = useMemo(
    () => ({ ...serverSources(form.page), act, creates: (target: string) => may(menu, target, "create") }),
    [form, menu, act],
  );
  sources.titles.learn(record?.titles ?? {});
  for (const file of record?.files ?? []) sources.files.set(file.id, file);
  const name = form.page.form.name;
  const id = record?.id ?? null;
  const Related = useMemo(() => (id === null ? null : relatedOf(menu, form, id)), [menu, form, id]);
  const editable = record?.trashed_at == null && may(menu, name, record === null ? "create" : "edit");
  const entered = useMemo(() => enteredIn(route, form), [route, form]);
  const base = `app/${menu.name}/form/${name}`;
  return (
    <SourcesContext.Provider value={sources}>
      <RelatedContext.Provider value={Related}>
        <div className="record-page">
          <div className="record-ways">
            <a className="back" href={`#/${base}`}>
              <ArrowLeftOutlined aria-hidden /> {t("records.back")}
            </a>
            {id === null ? null : <OverviewLink app={menu.name} form={name} id={id} />}
            {id === null ? null : <RecordTrail form={name} id={id} menu={menu} />}
          </div>
          {record?.stale?.length ? <RecomputingNote app={menu.name} form={form} onDone={onFresh} /> : null}
          {id === null || record?.trashed_at != null ? null : <FlowStrip app={menu.name} form={name} id={id} />}
          <RecordParts form={form} menu={menu} record={record}>
            <RecordForm
              key={record?.id ?? `new${round}`}
              editable={editable}
              entered={entered}
              form={form}
              menu={menu}
              record={record}
              title={<Title form={form} record={record} />}
              tools={record === null ? null : <RecordTools form={name} menu={menu} record={record} />}
              onSaved={(kept, more) => {
                if (more) another(round + 1);
                else if (record === null) go(`${base}/${kept.id}`);
              }}
            />
          </RecordParts>
          {dialog}
        </div>
      </RelatedContext.Provider>
    </SourcesContext.Provider>
  );
}

/** A form with what was said about the record, and what happened to it, beside. */
function RecordParts({
  menu,
  form,
  record,
  children,
}: {
  menu: AppMenu;
  form: LoadedForm;
  record: RecordView | null;
  children: ReactNode;
}) {
  const { t } = useTexts();
  const { signed } = usePlace();
  const { comments, history, name } = form.page.form;
  const posted = useLedgerLines(menu.name, name, record?.id ?? null, record?.version ?? 0);
  if (record === null) return <div className="record-parts alone">{children}</div>;
  const ledger =
    posted === null || (posted.lines.length === 0 && !posted.balance)
      ? []
      : [
          {
            children: (
              <Suspense fallback={<Waiting />}>
                <LedgerPanel app={menu.name} of={posted} />
              </Suspense>
            ),
            key: "ledger",
            label: t(posted.balance ? "ledgers.why" : "ledgers.lines"),
          },
        ];
  const chain = isDocument(form.page.form)
    ? [
        {
          children: (
            <Suspense fallback={<Waiting />}>
              <ChainPanel app={menu.name} form={name} id={record.id} version={record.version} />
            </Suspense>
          ),
          key: "chain",
          label: t("surroundings.title"),
        },
      ]
    : [];
  const flows = {
    children: (
      <Suspense fallback={<Waiting />}>
        <RecordFlows app={menu.name} form={name} id={record.id} />
      </Suspense>
    ),
    key: "flows",
    label: t("flows.record.title"),
  };
  if (comments === false && history === false) {
    return (
      <PlainParts app={menu.name} flows={flows} form={name} id={record.id} more={[...chain, ...ledger]}>
        {children}
      </PlainParts>
    );
  }
  const panels = [
    ...(comments === false
      ? []
      : [
          {
            children: <CommentsPanel about={aboutRecord(menu.name, name, record.id)} />,
            key: "said",
            label: t("records.comments"),
          },
        ]),
    ...(history === false
      ? []
      : [
          {
            children: <HistoryPanel app={menu.name} form={form} id={record.id} version={record.version} />,
            key: "history",
            label: t("records.history"),
          },
        ]),
    ...chain,
    ...ledger,
    flows,
    {
      children: (
        <Suspense fallback={<Waiting />}>
          <WhyPanel app={menu.name} form={name} id={record.id} version={record.version} />
        </Suspense>
      ),
      key: "why",
      label: t("rules.why"),
    },
    {
      children: <FollowersPanel about={aboutRecord(menu.name, name, record.id)} />,
      key: "followers",
      label: t("filling.followers"),
    },
  ];
  return (
    <div className="record-parts">
      {children}
      <aside className="record-side" aria-label={t("records.activity")}>
        <Tabs items={panels} />
        {signed.account.roles.includes("platform.admin") ? (
          <a className="back" href={`#/admin/access/${menu.name}/${name}/${record.id}`}>
            <EyeOutlined aria-hidden /> {t("admin.pages.access")}
          </a>
        ) : null}
      </aside>
    </div>
  );
}

interface Panel {
  readonly key: string;
  readonly label: string;
  readonly children: ReactNode;
}

/** A form about whose records nothing is said or kept: with its flows and postings beside, where it has any. */
function PlainParts({
  app,
  form,
  id,
  flows,
  more,
  children,
}: {
  app: string;
  form: string;
  id: string;
  flows: Panel;
  more: readonly Panel[];
  children: ReactNode;
}) {
  const { t } = useTexts();
  const { running, starts } = useFlowsOfRecord(app, form, id);
  const some = (running.data ?? []).length + (starts.data ?? []).length > 0;
  return some || more.length > 0 ? (
    <div className="record-parts">
      {children}
      <aside className="record-side" aria-label={t("records.activity")}>
        <Tabs items={[...more, ...(some ? [flows] : [])]} />
      </aside>
    </div>
  ) : (
    <div className="record-parts alone">{children}</div>
  );
}

/** What a record is called: the first field with text, as in lists. */
function Title({ form, record }: { form: LoadedForm; record: RecordView | null }) {
  const { language, say, t } = useTexts();
  const label = say(form.page.form.label);
  if (record === null) return <>{t("records.newTitle", { name: label })}</>;
  const wanted = form.page.form.title ?? "";
  const shapes = form.logic.top.shapes;
  const field =
    shapes.get(wanted) ?? [...shapes.values()].find((one) => one.kind === "text") ?? [...shapes.values()][0];
  const value = field === undefined ? null : columnValue(record, field.name);
  return <>{field === undefined || value === null ? label : typeOf(field).text(value, field, language)}</>;
}
