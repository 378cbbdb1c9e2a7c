import { Modal, Select } from "antd";
import { useState } from "react";
import { useTexts } from "../../../core/language";
import type { MetricView } from "../../../generated/api";
import type { AnyChart } from "../../../reports/drawing";
import { Nothing } from "../../../ui/nothing";
import { useMetrics } from "../explore/sources";

/** Adds a card with a metric of the app. */
export function MetricDialog({
  app,
  onKeep,
  onClose,
}: {
  app: string;
  onKeep: (chart: AnyChart) => void;
  onClose: () => void;
}) {
  const { say, t } = useTexts();
  const metrics = useMetrics(app);
  const [name, choose] = useState<string | null>(null);
  const metric = metrics.find((one) => one.name === name);
  return (
    <Modal
      open
      okButtonProps={{ disabled: metric === undefined }}
      okText={t("compose.keep")}
      title={t("compose.metricTitle")}
      onCancel={onClose}
      onOk={() => {
        if (metric !== undefined) onKeep(cardOf(metric));
      }}
    >
      {metrics.length === 0 ? (
        <Nothing hint={t("compose.noMetricsHint")} title={t("compose.noMetrics")} />
      ) : (
        <div className="stacked">
          <p className="quiet">{t("compose.metricHint")}</p>
          <Select<string>
            aria-label={t("compose.metric")}
            options={metrics.map((one) => ({ label: say(one.label), value: one.name }))}
            placeholder={t("compose.metric")}
            showSearch={{ optionFilterProp: "label" }}
            value={name}
            onChange={choose}
          />
          {metric === undefined ? null : <p>{say(metric.description)}</p>}
        </div>
      )}
    </Modal>
  );
}

/** Returns a card with a metric: of this year, compared with the last, where it goes along a time. */
export function cardOf(metric: MetricView): AnyChart {
  const { dataset, description, label, name, time } = metric;
  return {
    description,
    kind: "kpi",
    label,
    query: {
      dataset,
      measures: [{ name, of: { kind: "metric", metric: name } }],
      ...(time ? { comparison: "previous_year" as const, stretch: { time, word: "this_year" as const } } : {}),
    },
    value: name,
  };
}
