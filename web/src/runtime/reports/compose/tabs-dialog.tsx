import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Modal } from "antd";
import { useTexts } from "../../../core/language";
import { en, zhCn } from "../../../core/texts/compose";
import type { Dashboard } from "../../../generated/api";
import { relabelled, tabOf } from "../board";

/** Adds, names and removes the tabs of a dashboard; what stood on a tab that goes moves to the first one. */
export function TabsDialog({
  now,
  onChange,
  onClose,
}: {
  now: Dashboard;
  onChange: (next: Dashboard) => void;
  onClose: () => void;
}) {
  const { say, t, language } = useTexts();
  const tabs = now.tabs ?? [];
  const add = () => {
    let number = tabs.length + 1;
    while (tabs.some(({ name }) => name === `tab_${number}`)) number += 1;
    const label = { en: `${en.newTab} ${number}`, "zh-CN": `${zhCn.newTab} ${number}` };
    onChange({ ...now, tabs: [...tabs, { label, name: `tab_${number}` }] });
  };
  return (
    <Modal open footer={null} title={t("compose.tabTitle")} onCancel={onClose}>
      <div className="stacked">
        <p className="quiet">{t("compose.tabHint")}</p>
        {tabs.map((tab) => (
          <div key={tab.name} className="tab-line">
            <Input
              aria-label={t("compose.tabName")}
              maxLength={60}
              value={say(tab.label)}
              onChange={({ target }) =>
                onChange({
                  ...now,
                  tabs: tabs.map((one) =>
                    one.name === tab.name ? { ...one, label: relabelled(one.label, target.value, language) } : one,
                  ),
                })
              }
            />
            <Button
              aria-label={t("compose.removeTab", { name: say(tab.label) })}
              icon={<DeleteOutlined />}
              onClick={() => onChange(withoutTab(now, tab.name))}
            />
          </div>
        ))}
        <Button disabled={tabs.length >= 12} icon={<PlusOutlined />} onClick={add}>
          {t("compose.addTab")}
        </Button>
      </div>
    </Modal>
  );
}

/** Returns a dashboard without a tab; its tiles stand below those of the first tab that is left. */
export function withoutTab(now: Dashboard, name: string): Dashboard {
  const tabs = (now.tabs ?? []).filter((one) => one.name !== name);
  const first = tabs[0]?.name ?? null;
  const stay = (now.tiles ?? []).filter((one) => tabOf(now, one) !== name);
  const end = Math.max(0, ...stay.filter((one) => tabOf(now, one) === first).map((one) => one.y + (one.height ?? 8)));
  return {
    ...now,
    tabs,
    tiles: (now.tiles ?? []).map((one) => (tabOf(now, one) === name ? { ...one, tab: first, y: one.y + end } : one)),
  };
}
