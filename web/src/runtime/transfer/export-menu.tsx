import { DownloadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Checkbox, Modal, Radio } from "antd";
import { useState } from "react";
import { fetchFile } from "../../api/client";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import type { Query } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { save } from "./saving";
import "./transfer.css";

type Format = "xlsx" | "csv";

/** The way from a list to a file with the same records, in the same order and columns. */
export function ExportMenu({
  app,
  form,
  query,
  columns,
  open,
  onClose,
}: {
  app: string;
  form: string;
  /** What the list shows. */
  query: Query;
  /** The columns of the list. */
  columns: readonly string[];
  open: boolean;
  onClose: () => void;
}) {
  const { language, t } = useTexts();
  const [format, setFormat] = useState<Format>("xlsx");
  const [all, setAll] = useState(false);
  const [withId, setWithId] = useState(false);
  const writing = useMutation({
    mutationFn: async () => {
      const { filter, search, sort } = query;
      const listed = all ? [] : [...columns];
      const asked = {
        columns: withId && listed.length > 0 ? ["id", ...listed] : listed,
        format,
        language,
        query: { ...(filter ? { filter } : {}), search: search ?? "", sort: sort ?? [] },
      };
      save(await fetchFile("POST /api/apps/{app}/forms/{form}/export", asked, undefined, { app, form }));
    },
    onSuccess: onClose,
  });
  return (
    <Modal
      cancelButtonProps={{ disabled: writing.isPending }}
      confirmLoading={writing.isPending}
      okButtonProps={{ icon: <DownloadOutlined aria-hidden /> }}
      okText={writing.isPending ? t("transfer.exporting") : t("transfer.export")}
      open={open}
      title={t("transfer.exportTitle")}
      onCancel={onClose}
      onOk={() => writing.mutate()}
    >
      <div className="export-choices">
        <p className="quiet">{t("transfer.exportHint")}</p>
        <Radio.Group
          options={[
            { label: t("transfer.workbook"), value: "xlsx" },
            { label: t("transfer.text"), value: "csv" },
          ]}
          value={format}
          vertical
          onChange={({ target }) => setFormat(target.value as Format)}
        />
        <Radio.Group
          options={[
            { label: t("transfer.columnsShown"), value: false },
            { label: t("transfer.columnsAll"), value: true },
          ]}
          value={all}
          vertical
          onChange={({ target }) => setAll(target.value as boolean)}
        />
        <Checkbox checked={withId && !all} disabled={all} onChange={({ target }) => setWithId(target.checked)}>
          {t("transfer.withId")}
        </Checkbox>
        {writing.error === null ? null : <Failure error={writing.error} onRetry={() => writing.mutate()} />}
      </div>
    </Modal>
  );
}

/** The button of a list that opens the way to a file. */
export function ExportButton(props: { app: string; form: string; query: Query; columns: readonly string[] }) {
  const { t } = useTexts();
  const narrow = useMedia("(max-width: 640px)");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button aria-label={t("transfer.export")} icon={<DownloadOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {narrow ? null : t("transfer.export")}
      </Button>
      {open ? <ExportMenu {...props} open onClose={() => setOpen(false)} /> : null}
    </>
  );
}
