import { MoreOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import { useTexts } from "../../../core/language";

/** What can be done with a schedule or an alert. */
export function RowMenu({
  name,
  paused,
  items,
  onPause,
  onRemove,
}: {
  name: string;
  paused: boolean;
  items: readonly { readonly key: string; readonly label: string; readonly onPress: () => void }[];
  onPause: () => void;
  onRemove: () => void;
}) {
  const { t } = useTexts();
  const { modal } = App.useApp();
  const press = (key: string) => {
    if (key === "pause") onPause();
    else if (key === "remove")
      modal.confirm({
        cancelText: t("dispatch.cancel"),
        okButtonProps: { danger: true },
        okText: t("dispatch.remove"),
        onOk: onRemove,
        title: t("dispatch.removeSure", { name }),
      });
    else items.find((one) => one.key === key)?.onPress();
  };
  return (
    <Dropdown
      menu={{
        items: [
          ...items.map(({ key, label }) => ({ key, label })),
          { key: "pause", label: t(paused ? "dispatch.resume" : "dispatch.pause") },
          { danger: true, key: "remove", label: t("dispatch.remove") },
        ],
        onClick: ({ key }) => press(key),
      }}
      trigger={["click"]}
    >
      <Button aria-label={t("dispatch.more", { name })} icon={<MoreOutlined />} size="small" type="text" />
    </Dropdown>
  );
}
