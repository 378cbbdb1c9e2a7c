import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import type { Calendar } from "../../../generated/api";
import { useAct } from "../attempt";
import { Labelled } from "../labelled";

/** Makes a calendar with the hours and days of the one that is shown. */
export function NewCalendar({ like, onMade }: { like: Calendar | null; onMade: (name: string) => void }) {
  const { t } = useTexts();
  const { act, busy } = useAct("calendars");
  const [open, show] = useState(false);
  const [name, setName] = useState("");
  const [en, setEn] = useState("");
  const [zh, setZh] = useState("");
  const usable = /^[a-z][a-z0-9_]*$/.test(name) && en.trim() !== "" && zh.trim() !== "";
  const make = async () => {
    const calendar: Calendar = {
      ...(like ?? { week: {} }),
      label: { en: en.trim(), "zh-CN": zh.trim() },
      name,
    };
    if (await act(() => ask("PUT /api/calendars", { calendar, revision: 0 }))) {
      show(false);
      onMade(name);
    }
  };
  return (
    <>
      <Button onClick={() => show(true)}>{t("flowAdmin.calendars.add")}</Button>
      <Modal
        cancelText={t("flows.cancel")}
        confirmLoading={busy}
        destroyOnHidden
        okButtonProps={{ disabled: !usable }}
        okText={t("admin.save")}
        onCancel={() => show(false)}
        onOk={() => void make()}
        open={open}
        title={t("flowAdmin.calendars.add")}
      >
        <div className="stacked">
          <Labelled hint={t("flowAdmin.calendars.keyHint")} label={t("flowAdmin.calendars.key")}>
            {(id) => <Input id={id} maxLength={60} value={name} onChange={({ target }) => setName(target.value)} />}
          </Labelled>
          <Labelled label={t("flowAdmin.calendars.nameEn")}>
            {(id) => <Input id={id} maxLength={100} value={en} onChange={({ target }) => setEn(target.value)} />}
          </Labelled>
          <Labelled label={t("flowAdmin.calendars.nameZh")}>
            {(id) => <Input id={id} maxLength={100} value={zh} onChange={({ target }) => setZh(target.value)} />}
          </Labelled>
        </div>
      </Modal>
    </>
  );
}
