import { DownOutlined, LayoutOutlined, PushpinFilled, TeamOutlined } from "@ant-design/icons";
import { App, Button, Checkbox, Dropdown, Input, type MenuProps, Modal } from "antd";
import { useState } from "react";
import { Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import type { ListContent, SavedView } from "../../generated/api";
import { Mistakes } from "../../ui/mistakes";
import type { ListQuery } from "./query";

type Items = NonNullable<MenuProps["items"]>;

/** What a name is asked for. */
interface Asked {
  readonly title: string;
  readonly name: string;
  readonly shared: boolean;
  readonly sharing: boolean;
  readonly keep: (name: string, shared: boolean) => Promise<unknown>;
}

/** The views of a list: those that the app brings, one's own, and those that are shared. */
export function SavedViewsMenu({ list }: { list: ListQuery }) {
  const { say, t } = useTexts();
  const { message, modal } = App.useApp();
  const [asked, ask] = useState<Asked | null>(null);
  const { saved, views } = list;
  const standard = list.view === null ? t("list.viewOfApp") : say(list.view.label);
  const here = views.views.filter((one) => (one.content.view ?? null) === (list.view?.name ?? null));
  const told = (error: unknown) =>
    void message.error(
      error instanceof Refused && error.diagnostics[0] ? say(error.diagnostics[0].message) : String(error),
    );
  const change = (id: string, what: { name?: string; shared?: boolean; content?: ListContent }) =>
    views.change(id, what).then(() => undefined, told);
  const item = (one: SavedView): Items[number] => ({
    icon: one.id === list.first ? <PushpinFilled /> : one.shared ? <TeamOutlined /> : <LayoutOutlined />,
    key: `choose:${one.id}`,
    label: one.shared && !one.mine ? `${one.name} (${t("list.by", { name: one.owner_name })})` : one.name,
  });
  const group = (key: string, label: string, some: readonly SavedView[]): Items =>
    some.length === 0 ? [] : [{ children: some.map(item), key, label, type: "group" }];
  const items: Items = [
    { icon: list.first === null ? <PushpinFilled /> : <LayoutOutlined />, key: "choose:", label: standard },
    ...group(
      "mine",
      t("list.mine"),
      here.filter((one) => !one.shared),
    ),
    ...group(
      "shared",
      t("list.shared"),
      here.filter((one) => one.shared),
    ),
    { key: "line", type: "divider" },
    ...(list.changed && saved?.mine ? [{ key: "save", label: t("list.save") }] : []),
    { key: "saveAs", label: t("list.saveAs") },
    ...(list.changed ? [{ key: "reset", label: t("list.reset") }] : []),
    {
      disabled: (saved?.id ?? null) === list.first,
      key: "default",
      label: t((saved?.id ?? null) === list.first ? "list.isDefault" : "list.makeDefault"),
    },
    ...(saved === null ? [] : [{ key: "duplicate", label: t("list.duplicate") }]),
    ...(saved?.mine
      ? [
          { key: "rename", label: t("list.rename") },
          ...(saved.shared || views.mayShare
            ? [{ key: "share", label: t(saved.shared ? "list.unshare" : "list.share") }]
            : []),
          { danger: true, key: "remove", label: t("list.remove") },
        ]
      : []),
  ];
  const naming = (title: string, name: string, shared: boolean, keep: Asked["keep"], sharing = views.mayShare) =>
    ask({ keep, name, shared, sharing, title });
  const add = async (name: string, shared: boolean) => list.choose((await views.add(name, shared, list.content)).id);
  const actions: Readonly<Record<string, () => void>> = {
    default: () => list.setFirst(saved?.id ?? null),
    duplicate: () => naming(t("list.duplicate"), t("list.copyOf", { name: saved?.name ?? "" }), false, add),
    remove: () =>
      void modal.confirm({
        content: saved?.shared ? t("list.removeSharedView") : undefined,
        okButtonProps: { danger: true },
        okText: t("list.remove"),
        onOk: async () => {
          if (saved === null) return;
          await views.remove(saved.id).catch(told);
          if (list.first === saved.id) list.setFirst(null);
          list.choose(null);
        },
        title: t("list.removeView", { name: saved?.name ?? "" }),
      }),
    rename: () =>
      naming(t("list.rename"), saved?.name ?? "", false, (name) => views.change(saved?.id ?? "", { name }), false),
    reset: list.reset,
    save: () => void (saved && change(saved.id, { content: list.content }).then(list.reset)),
    saveAs: () => naming(t("list.saveAs"), "", false, add),
    share: () => void (saved && change(saved.id, { shared: !saved.shared })),
  };
  return (
    <>
      <Dropdown
        menu={{
          items,
          onClick: ({ key }) => {
            if (key.startsWith("choose:")) list.choose(key === "choose:" ? null : key.slice(7));
            else actions[key]?.();
          },
          selectable: true,
          selectedKeys: [`choose:${saved?.id ?? ""}`],
        }}
        trigger={["click"]}
      >
        <Button className="view-button" icon={<LayoutOutlined />}>
          <span className="view-name">{saved?.name ?? t("list.views")}</span>
          {list.changed ? <span className="view-changed">{t("list.changed")}</span> : null}
          <DownOutlined aria-hidden />
        </Button>
      </Dropdown>
      {asked === null ? null : <NameDialog asked={asked} onClose={() => ask(null)} />}
    </>
  );
}

function NameDialog({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const { t } = useTexts();
  const [name, setName] = useState(asked.name);
  const [shared, setShared] = useState(asked.shared);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const keep = async () => {
    if (name.trim() === "") return;
    setBusy(true);
    try {
      await asked.keep(name.trim(), shared);
      onClose();
    } catch (error) {
      setRefused(error instanceof Refused ? error : new Refused(0, String(error)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      cancelText={t("list.cancel")}
      confirmLoading={busy}
      okButtonProps={{ disabled: name.trim() === "" }}
      okText={t("list.keep")}
      open
      title={asked.title}
      onCancel={onClose}
      onOk={() => void keep()}
    >
      <div className="dialog-fields">
        <label htmlFor="view-name">{t("list.name")}</label>
        <Input
          autoFocus
          id="view-name"
          maxLength={100}
          value={name}
          onChange={({ target }) => setName(target.value)}
          onPressEnter={() => void keep()}
        />
        {asked.sharing ? (
          <Checkbox checked={shared} onChange={({ target }) => setShared(target.checked)}>
            {t("list.share")}
          </Checkbox>
        ) : null}
        {refused === null ? null : refused.diagnostics.length > 0 ? (
          <Mistakes found={refused.diagnostics} />
        ) : (
          <p role="alert">{refused.message}</p>
        )}
      </div>
    </Modal>
  );
}
