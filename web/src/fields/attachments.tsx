import { PaperClipOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useRef } from "react";
import { useTexts } from "../core/language";
import { StoredName, StoredPicture, UploadList } from "./file-parts";
import { useSources } from "./sources";
import { type Limits, type Uploads, useUploads } from "./uploads";

const LIMITS: Limits = { extensions: [], megabytes: 100, most: 20 };
const PICTURE = /\.(png|jpe?g|gif|webp)$/i;

/** Returns uploads that go with something that is said. */
export function useAttachments(ids: readonly string[], onChange: (ids: readonly string[]) => void): Uploads {
  const present = useRef(ids);
  present.current = ids;
  return useUploads(null, LIMITS, ids.length, ({ id }) => {
    present.current = [...present.current, id];
    onChange(present.current);
  });
}

/** The files that go with something that is said: pictures in small, others by their names. */
export function Attachments({ ids }: { ids: readonly string[] }) {
  const { titles } = useSources();
  if (ids.length === 0) return null;
  return (
    <ul className="attachments">
      {ids.map((id) => (
        <li key={id}>
          {PICTURE.test(titles.of(id) ?? "") ? <StoredPicture id={id} size={320} /> : <StoredName id={id} />}
        </li>
      ))}
    </ul>
  );
}

/** A button that attaches files, with those that are on their way. */
export function AttachButton({ ids, uploads }: { ids: readonly string[]; uploads: Uploads }) {
  const { t } = useTexts();
  const { upload } = useSources();
  const chooser = useRef<HTMLInputElement>(null);
  if (upload === null) return null;
  return (
    <div className="attach">
      <Attachments ids={ids} />
      <UploadList uploads={uploads} />
      <input
        ref={chooser}
        hidden
        multiple
        type="file"
        onChange={(event) => {
          uploads.add([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <Button icon={<PaperClipOutlined />} size="small" type="text" onClick={() => chooser.current?.click()}>
        {t("fields.attach")}
      </Button>
    </div>
  );
}
