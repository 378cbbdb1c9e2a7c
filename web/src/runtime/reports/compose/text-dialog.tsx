import { Input, Modal } from "antd";
import { useState } from "react";
import { useTexts } from "../../../core/language";
import type { Label } from "../../../generated/api";
import { relabelled } from "../board";

/** Changes a text of a dashboard. */
export function TextDialog({
  text,
  onKeep,
  onClose,
}: {
  text: Label | null;
  onKeep: (text: Label) => void;
  onClose: () => void;
}) {
  const { say, t, language } = useTexts();
  const [written, write] = useState(text === null ? "" : say(text));
  return (
    <Modal
      open
      okButtonProps={{ disabled: written.trim() === "" }}
      okText={t("compose.keep")}
      title={t("compose.textTitle")}
      onCancel={onClose}
      onOk={() => onKeep(relabelled(text, written.trim(), language))}
    >
      <Input.TextArea
        aria-label={t("compose.text")}
        autoSize={{ maxRows: 12, minRows: 3 }}
        maxLength={2000}
        value={written}
        onChange={({ target }) => write(target.value)}
      />
    </Modal>
  );
}
