import { RedoOutlined, UndoOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTexts } from "../../core/language";
import type { Undoing } from "../../core/undo";

/** The buttons that take back the last change and do it again; they name their keys. */
export function UndoButtons({ of }: { of: Pick<Undoing<unknown>, "canRedo" | "canUndo" | "redo" | "undo"> }) {
  const { t } = useTexts();
  return (
    <>
      <Button
        aria-label={t("explore.undo")}
        disabled={!of.canUndo}
        icon={<UndoOutlined />}
        title={`${t("explore.undo")} (Ctrl+Z)`}
        onClick={of.undo}
      />
      <Button
        aria-label={t("explore.redo")}
        disabled={!of.canRedo}
        icon={<RedoOutlined />}
        title={`${t("explore.redo")} (Ctrl+Y)`}
        onClick={of.redo}
      />
    </>
  );
}
