import { AppstoreOutlined, FunctionOutlined, LogoutOutlined, SettingOutlined, UserOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { HeaderTools } from "../core/header";
import { useTexts } from "../core/language";
import { useMedia } from "../core/moments";
import type { Shade } from "../core/theme";
import type { AppMenu } from "../generated/api";
import { NamedIcon } from "../ui/named-icon";
import { Bell } from "./notices/bell";
import { SearchButton } from "./search/search-button";
import { usePlace, useSigning } from "./session";

/** The top of every page of the workplace. */
export function TopBar({
  menu,
  shade,
  onShade,
}: {
  menu: AppMenu | undefined;
  shade: Shade;
  onShade: (shade: Shade) => void;
}) {
  const { say, t } = useTexts();
  const { apps, go, signed } = usePlace();
  const { end } = useSigning();
  const narrow = useMedia("(max-width: 640px)");
  const items = [
    ...apps.map((one) => ({ icon: <NamedIcon name={one.icon} />, key: `app/${one.name}`, label: say(one.label) })),
    ...(apps.length > 0 ? [{ type: "divider" as const }] : []),
    { icon: <AppstoreOutlined />, key: "", label: t("work.apps") },
    { icon: <FunctionOutlined />, key: "expression", label: t("app.name") },
  ];
  const name = signed.account.display_name;
  return (
    <header className="header work-header">
      <Dropdown menu={{ items, onClick: ({ key }) => go(key) }} trigger={["click"]}>
        <Button aria-label={t("work.switch")} icon={<AppstoreOutlined />} type="text" />
      </Dropdown>
      <a className="work-name" href={menu === undefined ? "#/" : `#/app/${menu.name}`}>
        {menu === undefined ? "lowcode" : say(menu.label)}
      </a>
      <SearchButton />
      <HeaderTools shade={shade} onShade={onShade} />
      <Bell />
      <Dropdown
        menu={{
          items: [
            { icon: <UserOutlined />, key: "me", label: name },
            {
              icon: <SettingOutlined />,
              key: "admin",
              label: t(signed.account.roles.includes("platform.admin") ? "admin.title" : "admin.pages.trash"),
            },
            { type: "divider" },
            { icon: <LogoutOutlined />, key: "out", label: t("work.signOut") },
          ],
          onClick: ({ key }) => (key === "out" ? void end() : go(key)),
        }}
        trigger={["click"]}
      >
        <Button aria-label={t("work.account", { name })} icon={<UserOutlined />} type="text">
          {narrow ? null : name}
        </Button>
      </Dropdown>
    </header>
  );
}
