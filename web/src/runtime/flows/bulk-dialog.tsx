import { Alert, App, Button, Input, Modal } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Label, TaskEntry } from "../../generated/api";
import { useWords } from "../admin/attempt";
import { Labelled } from "../admin/labelled";
import { useRenewal } from "./tasks";

interface Failed {
  readonly title: string;
  readonly problem: Label | null;
}

/** Approves several tasks at once, each by itself; those that could not be approved are named with the reason. */
export function BulkDialog({ tasks, onClose }: { tasks: readonly TaskEntry[]; onClose: () => void }) {
  const { say, t } = useTexts();
  const { message } = App.useApp();
  const words = useWords();
  const renew = useRenewal();
  const [opinion, setOpinion] = useState("");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<readonly Failed[]>([]);
  const titleOf = (id: string) => {
    const found = tasks.find((one) => one.id === id);
    return found === undefined ? "" : found.title || say(found.label);
  };
  const send = async () => {
    setBusy(true);
    try {
      const request = { opinion: opinion.trim() === "" ? null : opinion.trim(), tasks: tasks.map((one) => one.id) };
      const outcomes = await ask("POST /api/tasks/approve", request);
      const left = outcomes.filter((one) => !one.done);
      const done = outcomes.length - left.length;
      if (done > 0) void message.success(t("flows.bulkDone", { count: done }));
      ask("POST /api/notifications/read", { links: tasks.map((one) => `/tasks/${one.id}`) }).catch(() => undefined);
      await renew();
      if (left.length === 0) onClose();
      else setFailed(left.map((one) => ({ problem: one.problem ?? null, title: titleOf(one.task) })));
    } catch (error) {
      void message.error(words(error), 8);
    } finally {
      setBusy(false);
    }
  };
  const over = failed.length > 0;
  return (
    <Modal
      footer={
        over ? (
          <Button type="primary" onClick={onClose}>
            {t("flows.close")}
          </Button>
        ) : (
          <>
            <Button disabled={busy} onClick={onClose}>
              {t("flows.cancel")}
            </Button>
            <Button loading={busy} type="primary" onClick={() => void send()}>
              {t("flows.verb.approve")}
            </Button>
          </>
        )
      }
      onCancel={onClose}
      open
      title={t("flows.bulkTitle", { count: tasks.length })}
    >
      {over ? (
        <Alert
          description={
            <ul className="bulk-failed">
              {failed.map((one) => (
                <li key={one.title}>
                  <strong>{one.title}</strong> {one.problem === null ? "" : say(one.problem)}
                </li>
              ))}
            </ul>
          }
          role="alert"
          showIcon
          title={t("flows.bulkFailed", { count: failed.length })}
          type="warning"
        />
      ) : (
        <Labelled label={t("flows.note")}>
          {(id) => (
            <Input.TextArea
              autoSize={{ minRows: 2 }}
              id={id}
              maxLength={10_000}
              value={opinion}
              onChange={({ target }) => setOpinion(target.value)}
            />
          )}
        </Labelled>
      )}
    </Modal>
  );
}
