import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Drawer, Tag } from "antd";
import { useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import type { AppMenu, DeliveryView, Label, ReportScheduleView } from "../../../generated/api";
import { Nothing } from "../../../ui/nothing";
import { useAct } from "../../admin/attempt";
import { Loaded } from "../../admin/loaded";
import { PageHead } from "../../admin/page-head";
import { Rows } from "../../admin/rows";
import { useDashboards } from "../dashboards";
import { RowMenu } from "./row-menu";
import { draftOf, ScheduleForm } from "./schedule-form";
import { useTimes } from "./times";

/** The dashboards that somebody has sent again and again: `#/app/<app>/schedules`. */
export function SchedulesPage({ menu }: { menu: AppMenu }) {
  const app = menu.name;
  const { say, t, language } = useTexts();
  const times = useTimes();
  const dashboards = useDashboards(app);
  const [edited, edit] = useState<ReportScheduleView | null | undefined>(undefined);
  const [looked, look] = useState<ReportScheduleView | null>(null);
  const { act } = useAct("dispatch");
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/reports/schedules", undefined, signal, { app }),
    queryKey: ["dispatch", app, "schedules"],
  });
  const moment = (text: string | null | undefined) =>
    text == null
      ? t("dispatch.never")
      : new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(text));
  const board = (name: string) => {
    const one = dashboards.find((each) => each.name === name);
    return one === undefined ? name : say(one.label);
  };
  const pause = (of: ReportScheduleView) =>
    act(() =>
      ask("PUT /api/apps/{app}/reports/schedules/{schedule}", draftOf({ ...of, paused: !of.paused }), undefined, {
        app,
        schedule: of.id,
      }),
    );
  return (
    <>
      <PageHead hint={t("dispatch.schedulesHint")} title={t("dispatch.schedules")}>
        <Button icon={<PlusOutlined />} type="primary" onClick={() => edit(null)}>
          {t("dispatch.newSchedule")}
        </Button>
      </PageHead>
      <Loaded of={found}>
        {({ schedules = [] }) =>
          schedules.length === 0 ? (
            <Nothing hint={t("dispatch.noSchedulesHint")} title={t("dispatch.noSchedules")} />
          ) : (
            <Rows<ReportScheduleView>
              columns={[
                { key: "label", render: (one) => one.label, title: t("dispatch.label") },
                { key: "dashboard", render: (one) => board(one.dashboard), title: t("dispatch.dashboard") },
                { key: "when", render: (one) => times(one.cron ?? ""), title: t("dispatch.when") },
                {
                  key: "next",
                  render: (one) => (one.paused ? <Tag>{t("dispatch.paused")}</Tag> : moment(one.next_at)),
                  title: t("dispatch.next"),
                },
                {
                  key: "last",
                  render: (one) => <LastTime of={one} onLook={() => look(one)} />,
                  title: t("dispatch.last"),
                },
                {
                  key: "menu",
                  render: (one) => (
                    <RowMenu
                      items={[
                        {
                          key: "send",
                          label: t("dispatch.sendNow"),
                          onPress: () =>
                            void act(
                              () =>
                                ask("POST /api/apps/{app}/reports/schedules/{schedule}/send", undefined, undefined, {
                                  app,
                                  schedule: one.id,
                                }),
                              t("dispatch.sendingNow"),
                            ),
                        },
                        { key: "deliveries", label: t("dispatch.deliveries"), onPress: () => look(one) },
                        { key: "edit", label: t("dispatch.edit"), onPress: () => edit(one) },
                      ]}
                      name={one.label}
                      paused={one.paused ?? false}
                      onPause={() => void pause(one)}
                      onRemove={() =>
                        void act(() =>
                          ask("DELETE /api/apps/{app}/reports/schedules/{schedule}", undefined, undefined, {
                            app,
                            schedule: one.id,
                          }),
                        )
                      }
                    />
                  ),
                  title: "",
                  width: 48,
                },
              ]}
              label={t("dispatch.schedules")}
              rowKey={(one) => one.id}
              rows={schedules}
              onOpen={edit}
            />
          )
        }
      </Loaded>
      {edited === undefined ? null : <ScheduleForm app={app} of={edited} onClose={() => edit(undefined)} />}
      {looked === null ? null : <Deliveries app={app} of={looked} onClose={() => look(null)} />}
    </>
  );
}

function LastTime({ of, onLook }: { of: ReportScheduleView; onLook: () => void }) {
  const { t } = useTexts();
  const { sent = 0, failed = 0, waiting = 0 } = of.last ?? {};
  if (sent + failed + waiting === 0) return t("dispatch.never");
  return (
    <button type="button" className="link" onClick={onLook}>
      {sent > 0 ? <Tag color="green">{t("dispatch.sent", { count: sent })}</Tag> : null}
      {failed > 0 ? <Tag color="red">{t("dispatch.failed", { count: failed })}</Tag> : null}
      {waiting > 0 ? <Tag>{t("dispatch.waiting", { count: waiting })}</Tag> : null}
    </button>
  );
}

const STATES = { failed: "stateFailed", sent: "stateSent", waiting: "stateWaiting" } as const;
const COLOURS = { failed: "red", sent: "green", waiting: "default" } as const;

function Deliveries({ app, of, onClose }: { app: string; of: ReportScheduleView; onClose: () => void }) {
  const { say, t, language } = useTexts();
  const found = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/reports/schedules/{schedule}/deliveries", undefined, signal, { app, schedule: of.id }),
    queryKey: ["dispatch", app, "deliveries", of.id],
    refetchInterval: 3_000,
  });
  const moment = (text: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(text));
  return (
    <Drawer open size={560} title={`${of.label} · ${t("dispatch.deliveries")}`} onClose={onClose}>
      <Loaded of={found}>
        {({ deliveries = [] }) =>
          deliveries.length === 0 ? (
            <Nothing hint={t("dispatch.noSchedulesHint")} title={t("dispatch.noDeliveries")} />
          ) : (
            <Rows<DeliveryView>
              columns={[
                { key: "name", render: (one) => one.name ?? t("dispatch.chatGroup"), title: t("dispatch.receivers") },
                { key: "at", render: (one) => moment(one.sent_at ?? one.due_at), title: t("dispatch.when") },
                {
                  key: "state",
                  render: (one) => (
                    <>
                      <Tag color={COLOURS[one.state]}>{t(`dispatch.${STATES[one.state]}`)}</Tag>
                      {one.error ? <span className="quiet">{say(one.error as Label)}</span> : null}
                    </>
                  ),
                  title: t("dispatch.last"),
                },
              ]}
              label={t("dispatch.deliveries")}
              rowKey={(one) => `${one.due_at} ${one.name}`}
              rows={deliveries}
            />
          )
        }
      </Loaded>
    </Drawer>
  );
}
