import { Button, Drawer } from "antd";
import type { ReactNode } from "react";
import { useTexts } from "../../../core/language";
import "../../admin/admin.css";

/** The frame of what makes or changes a schedule or an alert. */
export function DispatchDrawer({
  title,
  busy,
  ready,
  children,
  onSave,
  onClose,
}: {
  title: string;
  busy: boolean;
  ready: boolean;
  children: ReactNode;
  onSave: () => void;
  onClose: () => void;
}) {
  const { t } = useTexts();
  return (
    <Drawer
      extra={
        <Button disabled={!ready} loading={busy} type="primary" onClick={onSave}>
          {t("dispatch.save")}
        </Button>
      }
      open
      size={460}
      title={title}
      onClose={onClose}
    >
      <div className="stacked">{children}</div>
    </Drawer>
  );
}
