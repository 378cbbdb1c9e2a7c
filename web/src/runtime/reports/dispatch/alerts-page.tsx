import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Drawer, Tag } from "antd";
import { useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import type { AlertEvent, AlertView, AppMenu, Label } from "../../../generated/api";
import { numberText } from "../../../reports/numbers";
import { Nothing } from "../../../ui/nothing";
import { useAct } from "../../admin/attempt";
import { Loaded } from "../../admin/loaded";
import { PageHead } from "../../admin/page-head";
import { Rows } from "../../admin/rows";
import { AlertForm, alertOf, useMetrics } from "./alert-form";
import { RowMenu } from "./row-menu";
import { useTimes } from "./times";

/** The metrics that somebody watches: `#/app/<app>/alerts`. */
export function AlertsPage({ menu }: { menu: AppMenu }) {
  const app = menu.name;
  const { say, t, language } = useTexts();
  const times = useTimes();
  const metrics = useMetrics(app).data?.metrics ?? [];
  const [edited, edit] = useState<AlertView | null | undefined>(undefined);
  const [looked, look] = useState<AlertView | null>(null);
  const { act } = useAct("dispatch");
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/reports/alerts", undefined, signal, { app }),
    queryKey: ["dispatch", app, "alerts"],
    refetchInterval: 60_000,
  });
  const metricOf = (name: string) => metrics.find((one) => one.name === name);
  const number = (of: AlertView, value: number | string | null | undefined) =>
    value == null ? "–" : numberText(Number(value), metricOf(of.metric)?.format ?? {}, language);
  const pause = (of: AlertView) =>
    act(() =>
      ask("PUT /api/apps/{app}/reports/alerts/{alert}", alertOf({ ...of, paused: !of.paused }), undefined, {
        alert: of.id,
        app,
      }),
    );
  return (
    <>
      <PageHead hint={t("dispatch.alertsHint")} title={t("dispatch.alerts")}>
        <Button icon={<PlusOutlined />} type="primary" onClick={() => edit(null)}>
          {t("dispatch.newAlert")}
        </Button>
      </PageHead>
      <Loaded of={found}>
        {({ alerts = [] }) =>
          alerts.length === 0 ? (
            <Nothing hint={t("dispatch.noAlertsHint")} title={t("dispatch.noAlerts")} />
          ) : (
            <Rows<AlertView>
              columns={[
                { key: "label", render: (one) => one.label, title: t("dispatch.label") },
                {
                  key: "metric",
                  render: (one) => {
                    const metric = metricOf(one.metric);
                    return `${metric ? say(metric.label) : one.metric} ${t(`dispatch.${one.comparison}`)} ${number(one, one.threshold)}`;
                  },
                  title: t("dispatch.comparison"),
                },
                { key: "value", render: (one) => number(one, one.value), title: t("dispatch.value") },
                { key: "state", render: (one) => <State of={one} />, title: t("dispatch.history") },
                { key: "when", render: (one) => times(one.cron ?? ""), title: t("dispatch.when") },
                {
                  key: "menu",
                  render: (one) => (
                    <RowMenu
                      items={[
                        { key: "history", label: t("dispatch.history"), onPress: () => look(one) },
                        { key: "edit", label: t("dispatch.edit"), onPress: () => edit(one) },
                      ]}
                      name={one.label}
                      paused={one.paused ?? false}
                      onPause={() => void pause(one)}
                      onRemove={() =>
                        void act(() =>
                          ask("DELETE /api/apps/{app}/reports/alerts/{alert}", undefined, undefined, {
                            alert: one.id,
                            app,
                          }),
                        )
                      }
                    />
                  ),
                  title: "",
                  width: 48,
                },
              ]}
              label={t("dispatch.alerts")}
              rowKey={(one) => one.id}
              rows={alerts}
              onOpen={edit}
            />
          )
        }
      </Loaded>
      {edited === undefined ? null : <AlertForm app={app} of={edited} onClose={() => edit(undefined)} />}
      {looked === null ? null : (
        <History app={app} number={(value) => number(looked, value)} of={looked} onClose={() => look(null)} />
      )}
    </>
  );
}

function State({ of }: { of: AlertView }) {
  const { say, t, language } = useTexts();
  if (of.paused) return <Tag>{t("dispatch.paused")}</Tag>;
  if (of.error) return <Tag color="red">{say(of.error as Label)}</Tag>;
  if (!of.since) return <Tag>{t("dispatch.never")}</Tag>;
  const time = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(of.since),
  );
  return of.firing ? (
    <Tag color="orange">{t("dispatch.firing", { time })}</Tag>
  ) : (
    <Tag color="green">{t("dispatch.quiet")}</Tag>
  );
}

function History({
  app,
  of,
  number,
  onClose,
}: {
  app: string;
  of: AlertView;
  number: (value: number | string | null | undefined) => string;
  onClose: () => void;
}) {
  const { t, language } = useTexts();
  const found = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/reports/alerts/{alert}/history", undefined, signal, { alert: of.id, app }),
    queryKey: ["dispatch", app, "history", of.id],
  });
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  return (
    <Drawer open size={520} title={`${of.label} · ${t("dispatch.history")}`} onClose={onClose}>
      <Loaded of={found}>
        {({ events = [] }) =>
          events.length === 0 ? (
            <Nothing hint={t("dispatch.alertsHint")} title={t("dispatch.noHistory")} />
          ) : (
            <Rows<AlertEvent>
              columns={[
                { key: "at", render: (one) => format.format(new Date(one.at)), title: t("dispatch.when") },
                {
                  key: "kind",
                  render: (one) => (
                    <Tag color={one.kind === "fired" ? "orange" : "green"}>{t(`dispatch.${one.kind}`)}</Tag>
                  ),
                  title: t("dispatch.history"),
                },
                { key: "value", render: (one) => number(one.value), title: t("dispatch.value") },
                { key: "name", render: (one) => one.name ?? "", title: t("dispatch.receivers") },
              ]}
              label={t("dispatch.history")}
              rowKey={(one) => `${one.at} ${one.name}`}
              rows={events}
            />
          )
        }
      </Loaded>
    </Drawer>
  );
}
