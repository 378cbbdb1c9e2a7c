import { useQuery } from "@tanstack/react-query";
import { Input, InputNumber, Select, Switch } from "antd";
import { useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import type { AlertDraft, AlertView } from "../../../generated/api";
import { STRETCHES } from "../../../generated/charts";
import { useAct } from "../../admin/attempt";
import { Labelled } from "../../admin/labelled";
import { usePlace } from "../../session";
import { DispatchDrawer } from "./dispatch-drawer";
import { ReceiversInput } from "./receivers-input";
import { TimesInput } from "./times";

const COMPARISONS = ["above", "at_least", "below", "at_most"] as const;

/** Returns the metrics of an app. */
export function useMetrics(app: string) {
  return useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/reports/metrics", undefined, signal, { app }),
    queryKey: ["reports", app, "metrics"],
    staleTime: 60_000,
  });
}

/** Makes or changes an alert. */
export function AlertForm({ app, of, onClose }: { app: string; of: AlertView | null; onClose: () => void }) {
  const { say, t } = useTexts();
  const { signed } = usePlace();
  const metrics = useMetrics(app).data?.metrics ?? [];
  const { act, busy } = useAct("dispatch");
  const [draft, change] = useState<AlertDraft>(() => of ?? fresh(signed.account.id));
  const set = (more: Partial<AlertDraft>) => change({ ...draft, ...more });
  const metric = metrics.find((one) => one.name === draft.metric);
  const save = () =>
    act(() =>
      of === null
        ? ask("POST /api/apps/{app}/reports/alerts", alertOf(draft), undefined, { app })
        : ask("PUT /api/apps/{app}/reports/alerts/{alert}", alertOf(draft), undefined, { alert: of.id, app }),
    ).then((done) => done && onClose());
  return (
    <DispatchDrawer
      busy={busy}
      ready={draft.label.trim() !== "" && draft.metric !== "" && draft.threshold !== ""}
      title={of === null ? t("dispatch.newAlert") : of.label}
      onClose={onClose}
      onSave={() => void save()}
    >
      <Labelled label={t("dispatch.label")}>
        {(id) => <Input id={id} value={draft.label} onChange={(event) => set({ label: event.target.value })} />}
      </Labelled>
      <Labelled {...(metric ? { hint: say(metric.description) } : {})} label={t("dispatch.metric")}>
        {(id) => (
          <Select<string>
            className="wide"
            id={id}
            options={metrics.map((one) => ({ label: say(one.label), value: one.name }))}
            showSearch={{ optionFilterProp: "label" }}
            {...(draft.metric === "" ? {} : { value: draft.metric })}
            onChange={(name) => set({ metric: name, stretch: null })}
          />
        )}
      </Labelled>
      {metric?.time ? (
        <Labelled label={t("dispatch.stretch")}>
          {(id) => (
            <Select<string>
              className="wide"
              id={id}
              options={[
                { label: t("dispatch.allTime"), value: "" },
                ...STRETCHES.map((one) => ({ label: t(`reports.stretches.${one}`), value: one as string })),
              ]}
              value={draft.stretch ?? ""}
              onChange={(word) => set({ stretch: word === "" ? null : word })}
            />
          )}
        </Labelled>
      ) : null}
      <Labelled label={t("dispatch.comparison")}>
        {(id) => (
          <Select<AlertDraft["comparison"]>
            className="wide"
            id={id}
            options={COMPARISONS.map((one) => ({ label: t(`dispatch.${one}`), value: one }))}
            value={draft.comparison}
            onChange={(comparison) => set({ comparison })}
          />
        )}
      </Labelled>
      <Labelled
        {...(metric?.format?.style === "percent" ? { hint: t("dispatch.thresholdHint") } : {})}
        label={t("dispatch.threshold")}
      >
        {(id) => (
          <InputNumber<string>
            className="wide"
            id={id}
            stringMode
            value={draft.threshold === "" ? null : String(draft.threshold)}
            onChange={(threshold) => set({ threshold: threshold ?? "" })}
          />
        )}
      </Labelled>
      <TimesInput
        cron={draft.cron ?? ""}
        offered={["quarterHour", "hourly", "everyDay", "workdays"]}
        zone={draft.zone ?? "Asia/Shanghai"}
        onChange={(cron, zone) => set({ cron, zone })}
      />
      <ReceiversInput app={app} value={draft.receivers ?? {}} onChange={(receivers) => set({ receivers })} />
      <Labelled label={t("dispatch.mail")}>
        {(id) => <Switch checked={draft.mail ?? true} id={id} onChange={(mail) => set({ mail })} />}
      </Labelled>
    </DispatchDrawer>
  );
}

function fresh(me: string): AlertDraft {
  return {
    comparison: "above",
    cron: "*/15 * * * *",
    label: "",
    mail: true,
    metric: "",
    receivers: { accounts: [me] },
    threshold: "",
    zone: "Asia/Shanghai",
  };
}

/** Returns what the server takes of an alert. */
export function alertOf(of: AlertDraft): AlertDraft {
  const { label, metric, filter, stretch, comparison, threshold, cron, zone, receivers, mail, paused, version } = of;
  const whole = { comparison, cron, filter, label, mail, metric, paused, receivers, stretch, threshold, version, zone };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)) as unknown as AlertDraft;
}
