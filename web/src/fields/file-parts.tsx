import {
  CloseOutlined,
  FileExcelOutlined,
  FileImageOutlined,
  FileOutlined,
  FilePdfOutlined,
  FilePptOutlined,
  FileTextOutlined,
  FileWordOutlined,
  FileZipOutlined,
  PaperClipOutlined,
  ReloadOutlined,
} from "@ant-design/icons";
import { Button, Progress } from "antd";
import { type ReactNode, useState } from "react";
import { useTexts } from "../core/language";
import { useSources, useTitle } from "./sources";
import "./files.css";
import type { Uploads } from "./uploads";

const ICONS: Readonly<Record<string, ReactNode>> = {
  csv: <FileExcelOutlined aria-hidden />,
  doc: <FileWordOutlined aria-hidden />,
  docx: <FileWordOutlined aria-hidden />,
  gif: <FileImageOutlined aria-hidden />,
  heic: <FileImageOutlined aria-hidden />,
  jpeg: <FileImageOutlined aria-hidden />,
  jpg: <FileImageOutlined aria-hidden />,
  pdf: <FilePdfOutlined aria-hidden />,
  png: <FileImageOutlined aria-hidden />,
  ppt: <FilePptOutlined aria-hidden />,
  pptx: <FilePptOutlined aria-hidden />,
  txt: <FileTextOutlined aria-hidden />,
  webp: <FileImageOutlined aria-hidden />,
  xls: <FileExcelOutlined aria-hidden />,
  xlsx: <FileExcelOutlined aria-hidden />,
  zip: <FileZipOutlined aria-hidden />,
};

/** Returns how large something is, in the unit that reads best. */
export function shownSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}

function iconOf(name: string): ReactNode {
  return ICONS[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? <FileOutlined aria-hidden />;
}

/** A file that can be downloaded, with its size where that is known. */
export function StoredName({ id }: { id: string }) {
  const { address, files } = useSources();
  const name = useTitle(id);
  const known = files.get(id);
  return (
    <a className="file-name" href={address(id)} rel="noreferrer" target="_blank" title={name}>
      {iconOf(name)}
      <span>{name}</span>
      {known === undefined ? null : <span className="file-size">{shownSize(known.size)}</span>}
    </a>
  );
}

/** A picture in small, which leads to the whole one; what cannot be shown small stands by its name. */
export function StoredPicture({ id, size }: { id: string; size: number }) {
  const { address, thumbnail } = useSources();
  const name = useTitle(id);
  const [failed, fail] = useState(false);
  if (failed) return <StoredName id={id} />;
  return (
    <a className="file-picture" href={address(id)} rel="noreferrer" target="_blank" title={name}>
      <img alt={name} loading="lazy" src={thumbnail(id, size)} onError={() => fail(true)} />
    </a>
  );
}

/** Files in a cell: pictures in small, others by their names, or by their number where there is little room. */
export function FilesCell({ ids, pictures = false }: { ids: readonly string[]; pictures?: boolean }) {
  const { t } = useTexts();
  if (pictures) {
    return (
      <span className="files pictures small">
        {ids.map((id) => (
          <StoredPicture key={id} id={id} size={160} />
        ))}
      </span>
    );
  }
  return (
    <span className="files small">
      {ids.length > 1 ? (
        <span className="files-count" title={t("fields.files", { count: ids.length })}>
          <PaperClipOutlined aria-hidden /> {ids.length}
        </span>
      ) : null}
      {ids.map((id) => (
        <StoredName key={id} id={id} />
      ))}
    </span>
  );
}

/** Files on their way, each with what can be done about it. */
export function UploadList({ uploads }: { uploads: Uploads }) {
  const { t } = useTexts();
  if (uploads.list.length === 0) return null;
  return (
    <ul className="uploads" aria-label={t("fields.uploading")}>
      {uploads.list.map(({ again, file, key, problem, share }) => (
        <li key={key} className={problem === null ? "" : "failed"}>
          <span className="file-name">
            {iconOf(file.name)}
            <span>{file.name}</span>
            <span className="file-size">{shownSize(file.size)}</span>
          </span>
          {problem === null ? (
            <Progress
              aria-label={t("fields.uploadingFile", { name: file.name })}
              percent={Math.round(share * 100)}
              size="small"
              status="active"
            />
          ) : (
            <span className="upload-problem" role="alert">
              {problem}
            </span>
          )}
          {again ? (
            <Button icon={<ReloadOutlined />} size="small" onClick={() => uploads.retry(key)}>
              {t("fields.uploadAgain")}
            </Button>
          ) : null}
          <Button
            aria-label={t(problem === null ? "fields.uploadCancel" : "fields.uploadDismiss", { name: file.name })}
            icon={<CloseOutlined />}
            size="small"
            type="text"
            onClick={() => uploads.drop(key)}
          />
        </li>
      ))}
    </ul>
  );
}
