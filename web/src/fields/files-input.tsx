import { CameraOutlined, DeleteOutlined, PictureOutlined, UploadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { useTexts } from "../core/language";
import type { InputProps } from "./field-type";
import { StoredName, StoredPicture, UploadList } from "./file-parts";
import { buttonMarksOf } from "./marks";
import { useSiblings, useSources, useTitle } from "./sources";
import { type Limits, useUploads } from "./uploads";
import { texts } from "./values";

/** Whether people point with their fingers, as on devices that have a camera on their back. */
const HANDHELD = typeof matchMedia === "function" && matchMedia("(pointer: coarse)").matches;

/** What an input of files is made of. */
interface FilesInputProps {
  readonly props: InputProps<unknown>;
  /** The name of the field. */
  readonly name: string;
  readonly limits: Limits;
  /** Whether they are shown as pictures. */
  readonly pictures?: boolean;
  /** Whether a phone only offers its camera. */
  readonly camera?: boolean;
}

/** An input of files: chosen by a button, dropped, pasted, or taken with the camera. */
export function FilesInput({ props, name, limits, pictures = false, camera = false }: FilesInputProps) {
  const { t } = useTexts();
  const sources = useSources();
  const siblings = useSiblings();
  const [over, setOver] = useState(false);
  const ids = texts(props.value);
  // Several arrive at the same time, and each has to see those before it.
  const present = useRef(ids);
  present.current = ids;
  const uploads = useUploads(siblings.place(name), limits, ids.length, (stored) => {
    present.current = [...present.current, stored.id];
    props.onChange([...present.current]);
  });
  const disabled = props.disabled || sources.upload === null;
  const open = !disabled && ids.length < limits.most;
  const accept = pictures ? "image/*" : limits.extensions.map((one) => `.${one}`).join(",");
  const drag = (event: DragEvent, inside: boolean) => {
    event.preventDefault();
    setOver(inside && open);
  };
  const looks = ["files", pictures ? "pictures" : "", props.compact ? "compact" : "", over ? "over" : ""];
  return (
    // The buttons inside do the same for the keyboard.
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way
    <div
      className={looks.filter(Boolean).join(" ")}
      onDragLeave={(event) => drag(event, event.currentTarget.contains(event.relatedTarget as Node | null))}
      onDragOver={(event) => drag(event, true)}
      onDrop={(event) => {
        drag(event, false);
        if (open) uploads.add([...event.dataTransfer.files]);
      }}
      onPaste={(event) => {
        if (open && event.clipboardData.files.length > 0) uploads.add([...event.clipboardData.files]);
      }}
    >
      {ids.length > 0 ? (
        <ul>
          {ids.map((id) => (
            <li key={id}>
              {pictures ? <StoredPicture id={id} size={props.compact ? 64 : 320} /> : <StoredName id={id} />}
              {disabled ? null : (
                <RemoveFile id={id} onRemove={() => props.onChange(ids.filter((one) => one !== id))} />
              )}
            </li>
          ))}
        </ul>
      ) : null}
      <UploadList uploads={uploads} />
      <div className="file-ways">
        {camera && HANDHELD ? null : (
          <Choose
            {...{ accept, props }}
            disabled={!open}
            icon={pictures ? <PictureOutlined /> : <UploadOutlined />}
            label={t(pictures ? "fields.choosePicture" : "fields.chooseFile")}
            multiple={limits.most > 1}
            onChosen={uploads.add}
          />
        )}
        {pictures && HANDHELD ? (
          <Choose
            {...{ accept, props }}
            camera
            disabled={!open}
            icon={<CameraOutlined />}
            label={t("fields.takePhoto")}
            multiple={false}
            second={!camera}
            onChosen={uploads.add}
          />
        ) : null}
        {open && !props.compact ? <span className="quiet file-hint">{hintOf(limits, t)}</span> : null}
      </div>
      {sources.upload === null && !props.disabled ? <span className="quiet">{t("fields.noFilesHere")}</span> : null}
    </div>
  );
}

function hintOf({ extensions, megabytes }: Limits, t: ReturnType<typeof useTexts>["t"]): string {
  const drop = HANDHELD ? "" : `${t("fields.dropHere")} `;
  const endings = extensions.length > 0 && extensions.length <= 6 ? `${extensions.join(", ")} · ` : "";
  return `${drop}${endings}${t("fields.upTo", { megabytes })}`;
}

/** A button that lets the system offer its files, or its camera. */
function Choose({
  props,
  label,
  icon,
  accept,
  multiple,
  disabled,
  camera = false,
  second = false,
  onChosen,
}: {
  props: InputProps<unknown>;
  label: string;
  icon: ReactNode;
  accept: string;
  multiple: boolean;
  disabled: boolean;
  camera?: boolean;
  /** Whether another button stands before it, to which the label of the field leads. */
  second?: boolean;
  onChosen: (files: readonly File[]) => void;
}) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={chooser}
        hidden
        accept={accept}
        multiple={multiple}
        type="file"
        onChange={(event) => {
          onChosen([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
        {...(camera ? { capture: "environment" as const } : {})}
      />
      <Button
        {...(second ? {} : buttonMarksOf(props))}
        disabled={disabled}
        icon={icon}
        size={props.compact ? "small" : "middle"}
        onClick={() => chooser.current?.click()}
      >
        {label}
      </Button>
    </>
  );
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
