import { ArrowLeftOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Tabs } from "antd";
import { useMemo } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { SourcesContext } from "../../fields/sources";
import type { AppMenu, RecordView } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Waiting } from "../../ui/waiting";
import { RelatedContext } from "../form/items/related";
import { typeOf } from "../form/store";
import { type LoadedForm, useFormPage } from "../form-page";
import { may } from "../menu";
import { serverSources } from "../server-sources";
import { columnValue } from "../system";
import { CommentsPanel } from "./comments-panel";
import { HistoryPanel } from "./history-panel";
import { RecordForm } from "./record-form";
import { relatedOf } from "./related-list";

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
  return <Shown form={loaded.data} menu={menu} record={record.data ?? null} route={route} />;
}

function Shown({
  menu,
  form,
  record,
  route,
}: {
  menu: AppMenu;
  form: LoadedForm;
  record: RecordView | null;
  route: string;
}) {
  const { t } = useTexts();
  const sources = useMemo(() => serverSources(form.page), [form]);
  sources.titles.learn(record?.titles ?? {});
  const name = form.page.form.name;
  const id = record?.id ?? null;
  const Related = useMemo(() => (id === null ? null : relatedOf(menu, form, id)), [menu, form, id]);
  const editable = may(menu, name, record === null ? "create" : "edit");
  const panels = [
    ...(form.page.form.comments === false
      ? []
      : [
          {
            children: <CommentsPanel app={menu.name} form={name} id={record?.id ?? ""} />,
            key: "said",
            label: t("records.comments"),
          },
        ]),
    ...(form.page.form.history === false
      ? []
      : [
          {
            children: <HistoryPanel app={menu.name} form={form} id={record?.id ?? ""} version={record?.version ?? 0} />,
            key: "history",
            label: t("records.history"),
          },
        ]),
  ];
  return (
    <SourcesContext.Provider value={sources}>
      <RelatedContext.Provider value={Related}>
        <div className="record-page">
          <a className="back" href={`#/app/${menu.name}/form/${name}`}>
            <ArrowLeftOutlined aria-hidden /> {t("records.back")}
          </a>
          <div className={record === null || panels.length === 0 ? "record-parts alone" : "record-parts"}>
            <RecordForm
              key={record?.id ?? "new"}
              editable={editable}
              form={form}
              menu={menu}
              record={record}
              route={route}
              title={<Title form={form} record={record} />}
            />
            {record === null || panels.length === 0 ? null : (
              <aside className="record-side" aria-label={t("records.activity")}>
                <Tabs items={panels} />
              </aside>
            )}
          </div>
        </div>
      </RelatedContext.Provider>
    </SourcesContext.Provider>
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
