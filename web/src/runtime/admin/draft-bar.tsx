import { useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Input } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { Mark } from "../../ui/mark";
import type { AppDraft } from "./app-draft";
import { useAct } from "./attempt";
import { Labelled } from "./labelled";
import { Loaded } from "./loaded";
import { isWrong, PreviewView } from "./preview-view";

/** What can be done with a draft: publish it with its plan shown first, or throw it away. */
export function DraftBar({ app, draft }: { app: string; draft: AppDraft }) {
  const { t } = useTexts();
  const { modal } = App.useApp();
  const { act } = useAct();
  const [publishing, setPublishing] = useState(false);
  const open = async () => {
    await draft.flush();
    setPublishing(true);
  };
  return (
    <>
      <Mark tone={draft.touched ? "warning" : "plain"} role="status">
        {draft.saving ? t("rights.saving") : t(draft.touched ? "rights.draft" : "rights.asPublished")}
      </Mark>
      <Button
        disabled={!draft.touched}
        onClick={() =>
          modal.confirm({
            content: t("rights.discardHint"),
            okButtonProps: { danger: true },
            okText: t("rights.discard"),
            onOk: () => act(draft.discard),
            title: t("rights.discardSure"),
          })
        }
      >
        {t("rights.discard")}
      </Button>
      <Button disabled={!draft.touched} type="primary" onClick={() => void open()}>
        {t("rights.publish")}
      </Button>
      {draft.base !== draft.current ? (
        <Alert
          action={
            <Button size="small" onClick={() => void act(draft.rebase)}>
              {t("rights.take")}
            </Button>
          }
          className="wide"
          showIcon
          title={t("rights.meanwhile", { number: draft.current ?? 0 })}
          type="warning"
        />
      ) : null}
      {publishing ? <PublishDrawer app={app} draft={draft} onClose={() => setPublishing(false)} /> : null}
    </>
  );
}

function PublishDrawer({ app, draft, onClose }: { app: string; draft: AppDraft; onClose: () => void }) {
  const { t } = useTexts();
  const { message } = App.useApp();
  const { act, busy } = useAct("apps", "versions", "workplace", "roles", "audit", "form-page");
  const [note, setNote] = useState("");
  const preview = useQuery({
    gcTime: 0,
    queryFn: ({ signal }) => ask("POST /api/apps/{app}/preview", { content: draft.document }, signal, { app }),
    queryKey: ["preview", app, draft.document],
    staleTime: 0,
  });
  const publish = () =>
    act(async () => {
      const request = { base_version: draft.base, content: draft.document, note };
      const done = await ask("POST /api/apps/{app}/publish", request, undefined, { app });
      await draft.reload();
      void message.success(t("rights.published", { number: done.number }));
      onClose();
    });
  return (
    <Drawer open size={640} title={t("rights.publishTitle")} onClose={onClose}>
      <Loaded of={preview}>
        {(found) => (
          <div className="stacked">
            <PreviewView preview={found} />
            <Labelled label={t("rights.note")}>
              {(id) => (
                <Input.TextArea
                  autoSize={{ minRows: 2 }}
                  id={id}
                  maxLength={2000}
                  value={note}
                  onChange={({ target }) => setNote(target.value)}
                />
              )}
            </Labelled>
            <Button
              disabled={isWrong(found) || found.change_count === 0}
              loading={busy}
              type="primary"
              onClick={() => void publish()}
            >
              {t(found.change_count === 0 ? "rights.nothingToPublish" : "rights.publishNow")}
            </Button>
          </div>
        )}
      </Loaded>
    </Drawer>
  );
}
