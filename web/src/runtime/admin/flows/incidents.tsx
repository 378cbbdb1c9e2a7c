import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import { shownInstant } from "../../../fields/moments";
import type { IncidentPage, IncidentView } from "../../../generated/api";
import { Failure } from "../../../ui/failure";
import { Nothing } from "../../../ui/nothing";
import { Waiting } from "../../../ui/waiting";
import { More } from "../../flows/task-list";
import type { Verb } from "../../flows/tasks";
import { VerbDialog } from "../../flows/verb-dialog";
import { useSeen } from "../../notices/seen";
import type { PlaceProps } from "../../places";
import { usePlace } from "../../session";
import { useAct } from "../attempt";
import { type RowColumn, Rows } from "../rows";
import { IncidentTools } from "./incident-tools";

const AT_ONCE = 50;

/** What went wrong in flows and waits for an administrator: its cause, and how it goes on; the address says where. */
export function Incidents({ path }: PlaceProps) {
  const { t } = useTexts();
  const { go } = usePlace();
  const [app, flow, node] = path;
  const place = { ...(app ? { app } : {}), ...(flow ? { flow } : {}), ...(node ? { node } : {}) };
  const { act, busy } = useAct("incidents", "instances");
  const [skipped, skip] = useState<IncidentView | null>(null);
  const found = useInfiniteQuery({
    getNextPageParam: (last: IncidentPage) => last.next ?? undefined,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      ask("GET /api/flow-admin/incidents", undefined, signal, {
        limit: AT_ONCE,
        ...place,
        ...(pageParam ? { after: pageParam } : {}),
      }),
    queryKey: ["incidents", place],
    staleTime: 0,
  });
  const work = (one: IncidentView, verb: Verb) =>
    ask("POST /api/instances/{id}/verbs", { verb }, undefined, { id: one.instance });
  const retry = (one: IncidentView) =>
    void act(() => work(one, { incident: one.key, kind: "retry" }), t("flows.verb.retry"));
  const columns = useColumns(busy, retry, skip);
  const rows = found.data?.pages.flatMap((one) => one.incidents) ?? [];
  const places = found.data?.pages[0]?.places ?? [];
  const links = new Set(rows.map((one) => `/admin/flows/incidents/${one.app}/${one.flow}`));
  useSeen([...links].slice(0, AT_ONCE), `${rows.length}/${rows[0]?.instance}/${rows[0]?.key}`);
  if (found.error !== null && found.data === undefined) {
    return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (found.data === undefined) return <Waiting />;
  return (
    <>
      <IncidentTools
        chosen={place}
        places={places}
        onChoose={(next) => go(["admin/flows/incidents", ...next].join("/"))}
      />
      {rows.length === 0 ? (
        <Nothing
          hint={t(places.length === 0 ? "flowAdmin.noIncidentsHint" : "flowAdmin.noneHereHint")}
          title={t(places.length === 0 ? "flowAdmin.noIncidents" : "flowAdmin.noneHere")}
        />
      ) : (
        <Rows
          columns={columns}
          label={t("flowAdmin.parts.incidents")}
          rowKey={(one) => `${one.instance}/${one.key}`}
          rows={rows}
        />
      )}
      {found.hasNextPage ? <More busy={found.isFetchingNextPage} onMore={() => void found.fetchNextPage()} /> : null}
      {skipped === null ? null : (
        <VerbDialog
          asked={{ incident: skipped.key, kind: "skip" }}
          begun=""
          offers={{}}
          onAct={async (verb) => {
            await work(skipped, verb);
            await act(async () => undefined);
          }}
          onClose={() => skip(null)}
        />
      )}
    </>
  );
}

function useColumns(
  busy: boolean,
  retry: (one: IncidentView) => void,
  skip: (one: IncidentView) => void,
): readonly RowColumn<IncidentView>[] {
  const { say, t } = useTexts();
  return [
    {
      key: "record",
      render: (one) => <a href={`#/instances/${one.instance}`}>{one.title || t("flows.untitled")}</a>,
      title: t("flowAdmin.record"),
    },
    {
      key: "where",
      render: (one) => (
        <div className="incident-cause">
          <span>{one.label == null ? `${one.app}.${one.flow}` : say(one.label)}</span>
          <span className="quiet">{one.node_label == null ? one.node : say(one.node_label)}</span>
        </div>
      ),
      title: t("flowAdmin.where"),
    },
    {
      key: "cause",
      render: (one) => (
        <div className="incident-cause">
          <span>{say(one.message)}</span>
          {one.hint === null ? null : <span className="quiet">{say(one.hint)}</span>}
        </div>
      ),
      title: t("flowAdmin.cause"),
    },
    { key: "at", render: (one) => shownInstant(one.at, false), title: t("flowAdmin.at") },
    {
      key: "acts",
      render: (one) => (
        <span className="row-tools">
          <Button disabled={busy} size="small" type="primary" onClick={() => retry(one)}>
            {t("flows.verb.retry")}
          </Button>
          <Button disabled={busy} size="small" onClick={() => skip(one)}>
            {t("flows.verb.skip")}
          </Button>
        </span>
      ),
      title: t("flows.acts"),
    },
  ];
}
