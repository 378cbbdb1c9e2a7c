import { Alert, App, Button, Input, Modal, Progress, Select } from "antd";
import { useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import type { IncidentPlace, IncidentsReport } from "../../../generated/api";
import { useAct } from "../attempt";
import { Labelled } from "../labelled";

const AT_ONCE = 50;
type Verb = "retry" | "skip";

/** A step, or a flow, or everything without any of them. */
export interface Place {
  readonly app?: string;
  readonly flow?: string;
  readonly node?: string;
}

interface Done {
  readonly verb: Verb;
  readonly report: IncidentsReport;
}

/** Narrows incidents to a step, and works all that are shown there, as after a night without the system that was called. */
export function IncidentTools({
  places,
  chosen,
  onChoose,
}: {
  places: readonly IncidentPlace[];
  chosen: Place;
  onChoose: (place: readonly string[]) => void;
}) {
  const { say, t } = useTexts();
  const { act, busy } = useAct("incidents", "instances");
  const { modal } = App.useApp();
  const [progress, setProgress] = useState<{ readonly verb: Verb; readonly of: number; readonly done: number } | null>(
    null,
  );
  const [done, setDone] = useState<Done | null>(null);
  const [skipping, skip] = useState(false);
  const fits = (one: IncidentPlace) =>
    (chosen.app ?? one.app) === one.app &&
    (chosen.flow ?? one.flow) === one.flow &&
    (chosen.node ?? one.node) === one.node;
  const count = places.filter(fits).reduce((sum, one) => sum + one.count, 0);
  const work = async (verb: Verb, opinion = "") => {
    setDone(null);
    setProgress({ done: 0, of: count, verb });
    await act(async () => {
      const report = await workAll(verb, opinion, chosen, (worked) =>
        setProgress({ done: worked, of: Math.max(count, worked), verb }),
      );
      setDone({ report, verb });
    });
    setProgress(null);
  };
  const askRetry = () =>
    modal.confirm({
      cancelText: t("flows.cancel"),
      content: t("flowAdmin.all.retryHint"),
      okText: t("flowAdmin.all.retry", { count }),
      title: t("flowAdmin.all.retryAsk", { count }),
      // The dialog closes at once: how far it is stands on the page.
      onOk: () => void work("retry"),
    });
  const keyOf = (one: Place) => [one.app, one.flow, one.node].filter((part) => part !== undefined).join("/");
  const options = places.map((one) => ({
    label: `${one.label == null ? `${one.app}.${one.flow}` : say(one.label)} · ${
      one.node_label == null ? one.node || "–" : say(one.node_label)
    } (${one.count})`,
    value: keyOf(one),
  }));
  const value = keyOf(chosen);
  return (
    <>
      <div className="list-tools roomy" hidden={places.length === 0}>
        <Select<string>
          allowClear
          aria-label={t("flowAdmin.all.place")}
          className="incident-place"
          options={options}
          placeholder={t("flowAdmin.all.everywhere", { count: places.reduce((sum, one) => sum + one.count, 0) })}
          popupMatchSelectWidth={false}
          showSearch={{ optionFilterProp: "label" }}
          value={value === "" ? null : options.some((one) => one.value === value) ? value : t("flowAdmin.all.flow")}
          onChange={(next) => onChoose(next ? next.split("/") : [])}
        />
        {count < 2 ? null : (
          <>
            <Button disabled={busy} onClick={askRetry}>
              {t("flowAdmin.all.retry", { count })}
            </Button>
            <Button disabled={busy} onClick={() => skip(true)}>
              {t("flowAdmin.all.skip", { count })}
            </Button>
          </>
        )}
      </div>
      {progress === null ? null : (
        <div className="incident-progress" role="status">
          <span>{t("flowAdmin.all.working", { count: progress.of, done: progress.done })}</span>
          <Progress percent={Math.round((100 * progress.done) / Math.max(1, progress.of))} showInfo={false} />
        </div>
      )}
      {done === null ? null : <Outcome done={done} onClose={() => setDone(null)} />}
      {skipping ? (
        <SkipDialog
          count={count}
          onClose={() => skip(false)}
          onSkip={(opinion) => {
            skip(false);
            void work("skip", opinion);
          }}
        />
      ) : null}
    </>
  );
}

/** Works all incidents of a place that there are by now, page by page from the newest; new ones are not met again. */
async function workAll(
  verb: Verb,
  opinion: string,
  place: Place,
  tell: (worked: number) => void,
): Promise<IncidentsReport> {
  let after: string | null | undefined;
  let worked = 0;
  const sum = { again: 0, done: 0, refused: [] as NonNullable<IncidentsReport["refused"]>[number][] };
  do {
    const page = await ask("GET /api/flow-admin/incidents", undefined, undefined, {
      limit: AT_ONCE,
      ...place,
      ...(after ? { after } : {}),
    });
    if (page.incidents.length === 0) break;
    const incidents = page.incidents.map(({ instance, key }) => ({ instance, key }));
    const report = await ask("POST /api/flow-admin/incidents", {
      incidents,
      verb,
      ...(opinion.trim() === "" ? {} : { opinion: opinion.trim() }),
    });
    sum.done += report.done;
    sum.again += report.again;
    sum.refused.push(...(report.refused ?? []));
    worked += incidents.length;
    tell(worked);
    after = page.next;
  } while (after);
  return sum;
}

function Outcome({ done, onClose }: { done: Done; onClose: () => void }) {
  const { say, t } = useTexts();
  const { report, verb } = done;
  const refused = report.refused ?? [];
  const bad = report.again > 0 || refused.length > 0;
  return (
    <Alert
      className="notice"
      closable={{ onClose }}
      description={
        bad ? (
          <>
            {report.again > 0 ? (
              <p className="incident-line">{t("flowAdmin.all.again", { count: report.again })}</p>
            ) : null}
            {refused.slice(0, 5).map((one) => (
              <p className="incident-line" key={`${one.instance}/${one.key}`}>
                <a href={`#/instances/${one.instance}`}>{t("flowAdmin.all.refused")}</a> {say(one.cause)}
              </p>
            ))}
          </>
        ) : null
      }
      role="status"
      showIcon
      title={t(verb === "retry" ? "flowAdmin.all.retried" : "flowAdmin.all.skipped", { count: report.done })}
      type={bad ? "warning" : "success"}
    />
  );
}

function SkipDialog({
  count,
  onSkip,
  onClose,
}: {
  count: number;
  onSkip: (opinion: string) => void;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const [opinion, setOpinion] = useState("");
  return (
    <Modal
      open
      cancelText={t("flows.cancel")}
      okButtonProps={{ danger: true }}
      okText={t("flowAdmin.all.skip", { count })}
      title={t("flowAdmin.all.skipAsk", { count })}
      onCancel={onClose}
      onOk={() => onSkip(opinion)}
    >
      <p className="quiet">{t("flowAdmin.all.skipHint")}</p>
      <Labelled label={t("flows.opinion")}>
        {(id) => (
          <Input.TextArea
            id={id}
            maxLength={2000}
            rows={3}
            value={opinion}
            onChange={({ target }) => setOpinion(target.value)}
          />
        )}
      </Labelled>
    </Modal>
  );
}
