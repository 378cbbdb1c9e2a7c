import { DownloadOutlined, InboxOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Progress } from "antd";
import { useRef, useState } from "react";
import { ask, fetchFile } from "../../api/client";
import { uploadFile } from "../../api/upload";
import { useTexts } from "../../core/language";
import type { ImportAnalysis } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { save } from "./saving";

/** The file that is read, with what it holds. */
export interface Read {
  readonly file: string;
  readonly analysis: ImportAnalysis;
}

/** The first step: a file is chosen, sent, and looked at. */
export function ImportFile({ app, form, onRead }: { app: string; form: string; onRead: (read: Read) => void }) {
  const { language, t } = useTexts();
  const input = useRef<HTMLInputElement>(null);
  const [share, setShare] = useState(0);
  const [over, setOver] = useState(false);
  const reading = useMutation({
    mutationFn: async (file: File) => {
      const { signal } = new AbortController();
      const stored = await uploadFile(file, { onProgress: setShare, signal });
      const address = { app, form };
      const analysis = await ask("POST /api/apps/{app}/forms/{form}/imports", { file: stored.id }, undefined, address);
      return { analysis, file: stored.id };
    },
    onSuccess: onRead,
  });
  const template = useMutation({
    mutationFn: async () =>
      save(
        await fetchFile("GET /api/apps/{app}/forms/{form}/imports/template", undefined, undefined, {
          app,
          form,
          language,
        }),
      ),
  });
  const take = (file: File | undefined) => {
    if (file !== undefined && !reading.isPending) reading.mutate(file);
  };
  return (
    <div className="import-file">
      <button
        className={over ? "import-drop over" : "import-drop"}
        disabled={reading.isPending}
        type="button"
        onClick={() => input.current?.click()}
        onDragLeave={() => setOver(false)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        <InboxOutlined aria-hidden className="import-mark" />
        <strong>{reading.isPending ? t("transfer.reading") : t("transfer.drop")}</strong>
        <span className="quiet">{t("transfer.accepted")}</span>
      </button>
      <input
        ref={input}
        accept=".xlsx,.csv,.txt,.tsv"
        aria-label={t("transfer.drop")}
        hidden
        type="file"
        onChange={({ target }) => {
          take(target.files?.[0]);
          target.value = "";
        }}
      />
      {reading.isPending ? (
        <Progress aria-label={t("transfer.reading")} percent={Math.round(share * 100)} showInfo={false} />
      ) : null}
      {reading.error === null ? null : <Failure error={reading.error} onRetry={() => input.current?.click()} />}
      <Button icon={<DownloadOutlined aria-hidden />} loading={template.isPending} onClick={() => template.mutate()}>
        {t("transfer.template")}
      </Button>
      {template.error === null ? null : <Failure error={template.error} onRetry={() => template.mutate()} />}
    </div>
  );
}
