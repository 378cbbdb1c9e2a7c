import { CameraOutlined, DeleteOutlined, PaperClipOutlined, UploadOutlined } from "@ant-design/icons";
import { Alert, Button, Progress } from "antd";
import { useRef, useState } from "react";
import { Refused } from "../api/client";
import { useTexts } from "../core/language";
import type { InputProps } from "./field-type";
import { marksOf } from "./marks";
import { useSources, useTitle } from "./sources";
import { texts } from "./values";

/** What limits the files of a field. */
interface Limits {
  readonly most: number;
  readonly megabytes: number;
  readonly extensions: readonly string[];
}

/** An input of files, by the button or by dropping them; `pictures` shows them, `camera` offers the camera at once. */
export function FilesInput({
  props,
  limits,
  pictures = false,
  camera = false,
}: {
  props: InputProps<unknown>;
  limits: Limits;
  pictures?: boolean;
  camera?: boolean;
}) {
  const { t } = useTexts();
  const sources = useSources();
  const chooser = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const ids = texts(props.value);
  const full = ids.length >= limits.most;
  const take = async (files: readonly File[]) => {
    setProblem(null);
    const fitting = files.filter((file) => fits(file, limits));
    if (fitting.length < files.length) {
      setProblem(
        t("fields.fileRefused", { megabytes: limits.megabytes, endings: limits.extensions.join(", ") || "*" }),
      );
    }
    const kept = [...ids];
    for (const file of fitting.slice(0, limits.most - ids.length)) {
      setBusy((count) => count + 1);
      try {
        const stored = await sources.upload?.(file);
        if (stored !== undefined) {
          sources.titles.learn({ [stored.id]: stored.name });
          kept.push(stored.id);
          props.onChange([...kept]);
        }
      } catch (error) {
        setProblem(error instanceof Refused && error.status !== 0 ? error.message : t("fields.uploadFailed"));
      } finally {
        setBusy((count) => count - 1);
      }
    }
  };
  const disabled = props.disabled || full || sources.upload === null;
  return (
    // The button inside does the same for the keyboard.
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way
    <div
      className={pictures ? "files pictures" : "files"}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        if (!disabled) void take([...event.dataTransfer.files]);
      }}
    >
      <ul>
        {ids.map((id) => (
          <li key={id}>
            <StoredName id={id} picture={pictures} />
            {props.disabled ? null : (
              <RemoveFile id={id} onRemove={() => props.onChange(ids.filter((one) => one !== id))} />
            )}
          </li>
        ))}
      </ul>
      {busy > 0 ? <Progress aria-label={t("fields.uploading")} percent={99} showInfo={false} status="active" /> : null}
      {problem === null ? null : <Alert showIcon title={problem} type="error" />}
      <input
        ref={chooser}
        hidden
        accept={pictures ? "image/*" : limits.extensions.map((one) => `.${one}`).join(",")}
        multiple={limits.most > 1}
        type="file"
        onChange={(event) => {
          void take([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
        {...(camera ? { capture: "environment" as const } : {})}
      />
      <Button
        {...marksOf(props)}
        disabled={disabled}
        icon={camera ? <CameraOutlined /> : <UploadOutlined />}
        size={props.compact ? "small" : "middle"}
        onClick={() => chooser.current?.click()}
      >
        {t(camera ? "fields.takePhoto" : pictures ? "fields.choosePicture" : "fields.chooseFile")}
      </Button>
      {sources.upload === null ? <span className="quiet">{t("fields.noFilesHere")}</span> : null}
    </div>
  );
}

function fits(file: File, { megabytes, extensions }: Limits): boolean {
  const ending = file.name.split(".").at(-1)?.toLowerCase() ?? "";
  return file.size <= megabytes * 1_000_000 && (extensions.length === 0 || extensions.includes(ending));
}

function RemoveFile({ id, onRemove }: { id: string; onRemove: () => void }) {
  const { t } = useTexts();
  const name = useTitle(id);
  return (
    <Button
      aria-label={t("fields.remove", { name })}
      icon={<DeleteOutlined />}
      size="small"
      type="text"
      onClick={onRemove}
    />
  );
}

function StoredName({ id, picture }: { id: string; picture: boolean }) {
  const { address } = useSources();
  const name = useTitle(id);
  return (
    <a href={address(id)} rel="noreferrer" target="_blank">
      {picture ? <img alt={name} loading="lazy" src={address(id)} /> : <PaperClipOutlined aria-hidden />}
      {picture ? null : <span>{name}</span>}
    </a>
  );
}

/** Files by their names, or pictures in small. */
export function FilesCell({ ids, pictures = false }: { ids: readonly string[]; pictures?: boolean }) {
  return (
    <span className={pictures ? "files pictures small" : "files small"}>
      {ids.map((id) => (
        <StoredName key={id} id={id} picture={pictures} />
      ))}
    </span>
  );
}
