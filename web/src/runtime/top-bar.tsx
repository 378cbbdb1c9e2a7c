import {
  AppstoreOutlined,
  FunctionOutlined,
  GlobalOutlined,
  LogoutOutlined,
  MoonOutlined,
  SettingOutlined,
  SunOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { HeaderTools } from "../core/header";
import { LANGUAGES, type Language, useTexts } from "../core/language";
import { useMedia } from "../core/moments";
import type { Shade } from "../core/theme";
import type { AppMenu } from "../generated/api";
import { NamedIcon } from "../ui/named-icon";
import { TaskBadge } from "./flows/task-badge";
import { Bell } from "./notices/bell";
import { SearchButton } from "./search/search-button";
import { usePlace, useSigning } from "./session";
import { keepSlot } from "./slot";

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
  const { choose, language, say, t } = useTexts();
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
  const otherShade = shade === "dark" ? "light" : "dark";
  const otherLanguage: Language = language === "en" ? "zh-CN" : "en";
  // On a phone there is no room for them in the bar.
  const looks = [
    { type: "divider" as const },
    {
      icon: <GlobalOutlined />,
      key: "language",
      label: <span lang={otherLanguage}>{LANGUAGES[otherLanguage][0]}</span>,
    },
    {
      icon: shade === "dark" ? <SunOutlined /> : <MoonOutlined />,
      key: "shade",
      label: t(`app.${otherShade}`),
    },
  ];
  return (
    <header className="header work-header">
      <span ref={keepSlot} className="page-slot" />
      <Dropdown menu={{ items, onClick: ({ key }) => go(key) }} trigger={["click"]}>
        <Button aria-label={t("work.switch")} icon={<AppstoreOutlined />} type="text" />
      </Dropdown>
      <a className="work-name" href={menu === undefined ? "#/" : `#/app/${menu.name}`}>
        {menu === undefined ? "lowcode" : say(menu.label)}
      </a>
      <SearchButton />
      {narrow ? null : <HeaderTools shade={shade} onShade={onShade} />}
      <TaskBadge />
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
            ...(narrow ? looks : []),
            { type: "divider" },
            { icon: <LogoutOutlined />, key: "out", label: t("work.signOut") },
          ],
          onClick: ({ key }) => {
            if (key === "out") void end();
            else if (key === "shade") onShade(otherShade);
            else if (key === "language") choose(otherLanguage);
            else go(key);
          },
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
