import { Checkbox, Input, Select } from "antd";
import { useId, useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import type { ReportScheduleView, ScheduleDraft } from "../../../generated/api";
import { useAct } from "../../admin/attempt";
import { Labelled } from "../../admin/labelled";
import { usePlace } from "../../session";
import { useDashboards } from "../dashboards";
import { DispatchDrawer } from "./dispatch-drawer";
import { ReceiversInput, useReceivers } from "./receivers-input";
import { TimesInput } from "./times";

/** Makes or changes a schedule. */
export function ScheduleForm({
  app,
  of,
  onClose,
}: {
  app: string;
  of: ReportScheduleView | null;
  onClose: () => void;
}) {
  const { say, t } = useTexts();
  const { signed } = usePlace();
  const dashboards = useDashboards(app);
  const groups = useReceivers(app).data?.groups ?? [];
  const { act, busy } = useAct("dispatch");
  const formats = useId();
  const [draft, change] = useState<ScheduleDraft>(() => of ?? fresh(signed.account.id));
  const set = (more: Partial<ScheduleDraft>) => change({ ...draft, ...more });
  const chat = draft.chat ?? null;
  const save = () =>
    act(() => {
      const body = draftOf({ ...draft, dashboard: draft.dashboard || (dashboards[0]?.name ?? "") });
      return of === null
        ? ask("POST /api/apps/{app}/reports/schedules", body, undefined, { app })
        : ask("PUT /api/apps/{app}/reports/schedules/{schedule}", body, undefined, { app, schedule: of.id });
    }).then((done) => done && onClose());
  return (
    <DispatchDrawer
      busy={busy}
      ready={draft.label.trim() !== ""}
      title={of === null ? t("dispatch.newSchedule") : of.label}
      onClose={onClose}
      onSave={() => void save()}
    >
      <Labelled label={t("dispatch.label")}>
        {(id) => <Input id={id} value={draft.label} onChange={(event) => set({ label: event.target.value })} />}
      </Labelled>
      <Labelled label={t("dispatch.dashboard")}>
        {(id) => (
          <Select<string>
            className="wide"
            id={id}
            options={dashboards.map((one) => ({ label: say(one.label), value: one.name }))}
            value={draft.dashboard || (dashboards[0]?.name ?? "")}
            onChange={(dashboard) => set({ dashboard })}
          />
        )}
      </Labelled>
      <div className="labelled">
        <span className="field-label" id={formats}>
          {t("dispatch.formats")}
        </span>
        <Checkbox.Group
          aria-labelledby={formats}
          options={(["pdf", "excel", "image"] as const).map((one) => ({ label: t(`dispatch.${one}`), value: one }))}
          value={[...(draft.formats ?? [])]}
          onChange={(next) => next.length > 0 && set({ formats: next })}
        />
      </div>
      <TimesInput
        cron={draft.cron ?? ""}
        offered={["mondays", "workdays", "everyDay", "monthly"]}
        zone={draft.zone ?? "Asia/Shanghai"}
        onChange={(cron, zone) => set({ cron, zone })}
      />
      <ReceiversInput app={app} value={draft.receivers ?? {}} onChange={(receivers) => set({ receivers })} />
      {groups.length > 0 || chat !== null ? (
        <>
          <Labelled hint={t("dispatch.groupHint")} label={t("dispatch.group")}>
            {(id) => (
              <Select<string>
                className="wide"
                id={id}
                options={[
                  { label: t("dispatch.noGroup"), value: "" },
                  ...groups.map((value) => ({ label: value, value })),
                ]}
                value={chat?.connection ?? ""}
                onChange={(connection) =>
                  set({ chat: connection === "" ? null : { connection, service: chat?.service ?? "wecom" } })
                }
              />
            )}
          </Labelled>
          {chat === null ? null : (
            <Labelled label={t("dispatch.service")}>
              {(id) => (
                <Select<typeof chat.service>
                  className="wide"
                  id={id}
                  options={(["wecom", "dingtalk", "feishu"] as const).map((one) => ({
                    label: t(`dispatch.${one}`),
                    value: one,
                  }))}
                  value={chat.service}
                  onChange={(service) => set({ chat: { ...chat, service } })}
                />
              )}
            </Labelled>
          )}
        </>
      ) : null}
      <Labelled label={t("dispatch.message")}>
        {(id) => (
          <Input.TextArea
            autoSize={{ minRows: 2 }}
            id={id}
            maxLength={2000}
            value={draft.message ?? ""}
            onChange={(event) => set({ message: event.target.value })}
          />
        )}
      </Labelled>
    </DispatchDrawer>
  );
}

function fresh(me: string): ScheduleDraft {
  return {
    cron: "0 8 * * MON",
    dashboard: "",
    formats: ["pdf"],
    label: "",
    receivers: { accounts: [me] },
    zone: "Asia/Shanghai",
  };
}

/** Returns what the server takes of a schedule. */
export function draftOf(of: ScheduleDraft): ScheduleDraft {
  const { label, dashboard, formats, cron, zone, receivers, chat, choices, message, paused, version } = of;
  const whole = { chat, choices, cron, dashboard, formats, label, message, paused, receivers, version, zone };
  return Object.fromEntries(
    Object.entries(whole).filter(([, value]) => value !== undefined),
  ) as unknown as ScheduleDraft;
}
