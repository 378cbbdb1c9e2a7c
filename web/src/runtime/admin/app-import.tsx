import { InboxOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Alert, Button, Drawer, Input, Radio, Upload } from "antd";
import { useState } from "react";
import { deliver } from "../../api/client";
import { useTexts } from "../../core/language";
import type { AppPreview, ClashView, Diagnostic } from "../../generated/api";
import { Mistakes } from "../../ui/mistakes";
import { AppTrial } from "./app-trial";
import { useAct } from "./attempt";
import { Labelled } from "./labelled";
import { Loaded } from "./loaded";
import { isWrong, PreviewView, written } from "./preview-view";

interface Done {
  readonly words: string;
  readonly notices: readonly Diagnostic[];
}

/** Imports a bundle from a file: what it would do is shown before anything is done. */
export function AppImport({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const [file, setFile] = useState<File | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  return (
    <Drawer open size={720} title={t("apps.importTitle")} onClose={onClose}>
      {done !== null ? (
        <div className="stacked">
          <Alert role="status" showIcon title={done.words} type="success" />
          {done.notices.length > 0 ? (
            <>
              <p>{t("apps.notices")}</p>
              <Mistakes found={done.notices} place={(one) => <code>{one.path}</code>} />
            </>
          ) : null}
          <Button onClick={onClose}>{t("admin.close")}</Button>
        </div>
      ) : file === null ? (
        <Upload.Dragger
          accept=".zip,application/zip"
          beforeUpload={(chosen) => {
            setFile(chosen);
            return false;
          }}
          showUploadList={false}
        >
          <p className="upload-mark">
            <InboxOutlined aria-hidden />
          </p>
          <p>{t("apps.choose")}</p>
          <p className="quiet">{t("apps.chooseHint")}</p>
        </Upload.Dragger>
      ) : (
        <Bundle file={file} onAgain={() => setFile(null)} onDone={setDone} />
      )}
    </Drawer>
  );
}

function Bundle({ file, onAgain, onDone }: { file: File; onAgain: () => void; onDone: (done: Done) => void }) {
  const { t } = useTexts();
  const { act, busy } = useAct("apps", "versions", "workplace", "roles", "audit", "draft", "form-page");
  const [merge, setMerge] = useState(true);
  const [take, setTake] = useState<readonly string[]>([]);
  const [note, setNote] = useState("");
  const [trying, setTrying] = useState(false);
  const address = { merge, take: merge ? take : [] };
  const preview = useQuery({
    gcTime: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => deliver("POST /api/apps/preview", file, signal, address),
    queryKey: ["preview", file.name, file.size, file.lastModified, merge, take],
    staleTime: 0,
  });
  const apply = () =>
    act(async () => {
      const made = await deliver("POST /api/apps/import", file, undefined, { ...address, note: note || undefined });
      const told = { app: made.app, number: made.published.number };
      onDone({
        notices: made.notices ?? [],
        words: t(made.published.fresh ? "apps.applied" : "apps.unchanged", told),
      });
    });
  return (
    <div className="stacked">
      <div className="inline-form">
        <code className="grow">{file.name}</code>
        <Button size="small" onClick={onAgain}>
          {t("apps.again")}
        </Button>
      </div>
      <Loaded of={preview}>
        {(found) => (
          <>
            <Present merge={merge} preview={found} onMerge={setMerge} />
            {merge ? <Clashes clashes={found.clashes ?? []} take={take} onTake={setTake} /> : null}
            <PreviewView preview={found} />
            <Labelled label={t("apps.note")}>
              {(id) => (
                <Input.TextArea
                  autoSize={{ minRows: 1 }}
                  id={id}
                  maxLength={2000}
                  value={note}
                  onChange={({ target }) => setNote(target.value)}
                />
              )}
            </Labelled>
            <div className="row-tools">
              <Button
                disabled={isWrong(found) || preview.isFetching}
                loading={busy}
                type="primary"
                onClick={() => void apply()}
              >
                {t("apps.apply")}
              </Button>
              <Button disabled={isWrong(found) || preview.isFetching} onClick={() => setTrying(true)}>
                {t("apps.trial")}
              </Button>
            </div>
            {trying ? <AppTrial app={found.app} file={file} onClose={() => setTrying(false)} /> : null}
          </>
        )}
      </Loaded>
    </div>
  );
}

function Present({
  preview,
  merge,
  onMerge,
}: {
  preview: AppPreview;
  merge: boolean;
  onMerge: (merge: boolean) => void;
}) {
  const { t } = useTexts();
  if (preview.app === "") return null;
  if (preview.current_version === null) {
    return <Alert showIcon title={`${preview.app}: ${t("apps.newApp")}`} type="info" />;
  }
  return (
    <section>
      <p>
        <strong>{preview.app}</strong> — {t("apps.present", { number: preview.current_version })}
      </p>
      <h2 className="part-title">{t("apps.mode")}</h2>
      <Radio.Group
        aria-label={t("apps.mode")}
        options={[
          { label: t("apps.merge"), value: true },
          { label: t("apps.replace"), value: false },
        ]}
        value={merge}
        vertical
        onChange={({ target }) => onMerge(target.value === true)}
      />
      {merge && preview.base_version ? (
        <p className="quiet">{t("apps.mergeBase", { number: preview.base_version })}</p>
      ) : null}
    </section>
  );
}

function Clashes({
  clashes,
  take,
  onTake,
}: {
  clashes: readonly ClashView[];
  take: readonly string[];
  onTake: (take: readonly string[]) => void;
}) {
  const { t } = useTexts();
  if (clashes.length === 0) return null;
  const side = (one: ClashView["mine"]) => (one.present ? written(one.value) : t("apps.nothingThere"));
  return (
    <section>
      <h2 className="part-title">{t("apps.clashes")}</h2>
      <p className="quiet">{t("apps.clashHint")}</p>
      <ul className="plan">
        {clashes.map((one) => (
          <li key={one.path}>
            <code>{one.path}</code>
            <Radio.Group
              aria-label={one.path}
              className="clash-sides"
              options={[
                { label: `${t("apps.mine")}: ${side(one.mine)}`, value: "mine" },
                { label: `${t("apps.theirs")}: ${side(one.theirs)}`, value: "theirs" },
              ]}
              value={take.includes(one.path) ? "theirs" : "mine"}
              vertical
              onChange={({ target }) => {
                const others = take.filter((path) => path !== one.path);
                onTake(target.value === "theirs" ? [...others, one.path] : others);
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
