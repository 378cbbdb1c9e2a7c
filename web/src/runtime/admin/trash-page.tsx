import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { App, Button, Checkbox, Select } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { Page, RecordView } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import type { PlaceProps } from "../places";
import { usePlace } from "../session";
import { useAct } from "./attempt";
import { PageHead } from "./page-head";
import { useNames } from "./record-names";
import { Rows } from "./rows";

/** The records of a form that were deleted: `#/admin/trash/<app>/<form>`. */
export function TrashPage({ path }: PlaceProps) {
  const { say, t } = useTexts();
  const { apps, go } = usePlace();
  const places = apps.flatMap((app) =>
    (app.forms ?? [])
      .filter((one) => one.actions?.includes("delete"))
      .map((one) => ({ app: app.name, form: one.name, label: `${say(app.label)} › ${say(one.label)}` })),
  );
  const chosen = places.find((one) => one.app === path[0] && one.form === path[1]) ?? places[0];
  return (
    <>
      <PageHead hint={t("audit.trash")} title={t("admin.pages.trash")} />
      {chosen === undefined ? (
        <Nothing hint={t("audit.nothingToTrashHint")} title={t("audit.nothingToTrash")} />
      ) : (
        <>
          <div className="list-tools">
            <Select<string>
              aria-label={t("audit.chooseForm")}
              className="list-search"
              options={places.map((one) => ({ label: one.label, value: `${one.app}/${one.form}` }))}
              showSearch={{ optionFilterProp: "label" }}
              value={`${chosen.app}/${chosen.form}`}
              onChange={(next) => go(`admin/trash/${next}`)}
            />
          </div>
          <Trashed key={`${chosen.app}/${chosen.form}`} app={chosen.app} form={chosen.form} />
        </>
      )}
    </>
  );
}

function Trashed({ app, form }: { app: string; form: string }) {
  const { t } = useTexts();
  const { modal } = App.useApp();
  const { act, busy } = useAct("trash", "records", "search");
  const [ids, setIds] = useState<readonly string[]>([]);
  const named = useNames(app, form);
  const place = { app, form };
  const records = useInfiniteQuery({
    getNextPageParam: (last: Page) => last.next,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask("POST /api/apps/{app}/forms/{form}/records/query", { after: pageParam, trashed: true }, signal, place),
    queryKey: ["trash", app, form],
    staleTime: 0,
  });
  const rows = records.data?.pages.flatMap((one) => one.records) ?? [];
  const restore = () =>
    act(
      async () => {
        await ask("POST /api/apps/{app}/forms/{form}/records/restore", { ids }, undefined, place);
        setIds([]);
      },
      t("audit.restored", { count: ids.length }),
    );
  const purge = () =>
    modal.confirm({
      content: t("audit.purgeHint"),
      okButtonProps: { danger: true },
      okText: t("audit.purge"),
      onOk: () =>
        act(
          async () => {
            await ask("POST /api/apps/{app}/forms/{form}/records/purge", { ids }, undefined, place);
            setIds([]);
          },
          t("audit.purged", { count: ids.length }),
        ),
      title: t("audit.purgeSure", { count: ids.length }),
    });
  if (records.error !== null) return <Failure error={records.error} onRetry={() => void records.refetch()} />;
  if (records.data === undefined) return <Waiting />;
  if (rows.length === 0) return <Nothing hint={t("audit.trashNoneHint")} title={t("audit.trashNone")} />;
  const toggle = (id: string, on: boolean) => setIds(on ? [...ids, id] : ids.filter((one) => one !== id));
  return (
    <>
      <div className="list-tools">
        <Checkbox
          checked={ids.length === rows.length}
          indeterminate={ids.length > 0 && ids.length < rows.length}
          onChange={({ target }) => setIds(target.checked ? rows.map((one) => one.id) : [])}
        >
          {t("audit.selected", { count: ids.length })}
        </Checkbox>
        <Button disabled={ids.length === 0} loading={busy} type="primary" onClick={() => void restore()}>
          {t("audit.restore")}
        </Button>
        <Button danger disabled={ids.length === 0} onClick={purge}>
          {t("audit.purge")}
        </Button>
      </div>
      <Rows<RecordView>
        columns={[
          {
            key: "record",
            render: (one) => (
              <Checkbox checked={ids.includes(one.id)} onChange={({ target }) => toggle(one.id, target.checked)}>
                {named(one)}
              </Checkbox>
            ),
            title: t("audit.record"),
          },
          {
            key: "at",
            render: (one) => shownInstant(one.trashed_at ?? one.updated_at, false),
            title: t("audit.at"),
            width: 180,
          },
          {
            key: "by",
            render: (one) => (one.updated_by === null ? t("audit.product") : <Person id={one.updated_by} />),
            title: t("audit.person"),
            width: 160,
          },
        ]}
        label={t("admin.pages.trash")}
        rowKey={(one) => one.id}
        rows={rows}
      />
      {records.hasNextPage ? (
        <Button className="more" loading={records.isFetchingNextPage} onClick={() => void records.fetchNextPage()}>
          {t("records.more")}
        </Button>
      ) : null}
    </>
  );
}

function Person({ id }: { id: string }) {
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/people/{account_id}", undefined, signal, { account_id: id }),
    queryKey: ["people", "one", id],
    staleTime: 300_000,
  });
  return <>{found.data?.display_name ?? "…"}</>;
}
