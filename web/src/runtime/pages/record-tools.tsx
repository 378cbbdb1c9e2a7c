import {
  BellOutlined,
  CopyOutlined,
  DeleteOutlined,
  EllipsisOutlined,
  LeftOutlined,
  LinkOutlined,
  RightOutlined,
} from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import { ask, Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import type { AppMenu, RecordView } from "../../generated/api";
import { may } from "../menu";
import { usePlace } from "../session";
import { trailOf } from "../trail";
import { aboutRecord, useFollowing } from "./conversation";

interface Given {
  readonly menu: AppMenu;
  readonly form: string;
  readonly record: RecordView;
}

/** What can be done with a record as a whole. */
export function RecordTools({ menu, form, record }: Given) {
  const { t } = useTexts();
  const { go } = usePlace();
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const following = useFollowing(aboutRecord(menu.name, form, record.id));
  const address = { app: menu.name, form, id: record.id };
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      const [told] = error instanceof Refused ? error.diagnostics : [];
      void message.error(told === undefined ? t("form.saveFailed") : <Said told={told} />);
    }
  };
  const duplicate = async () => {
    const made = await ask("POST /api/apps/{app}/forms/{form}/records/{id}/duplicate", undefined, undefined, address);
    void queries.invalidateQueries({ queryKey: ["records", menu.name] });
    go(`app/${menu.name}/form/${form}/${made.id}`);
    void message.success(t("filling.duplicated"));
  };
  const trash = async () => {
    await ask("DELETE /api/apps/{app}/forms/{form}/records/{id}", undefined, undefined, address);
    void message.success(t("filling.trashDone"));
    go(`app/${menu.name}/form/${form}`);
    void queries.invalidateQueries({ queryKey: ["records", menu.name] });
  };
  const link = async () => {
    await navigator.clipboard.writeText(`${location.origin}/#/app/${menu.name}/form/${form}/${record.id}`);
    void message.success(t("filling.linkCopied"));
  };
  const acts: Readonly<Record<string, () => Promise<void>>> = {
    duplicate,
    follow: following.toggle,
    link,
    trash: async () => {
      const sure = await modal.confirm({
        cancelText: t("filling.cancel"),
        content: t("filling.trashHint"),
        okButtonProps: { danger: true },
        okText: t("filling.trash"),
        title: t("filling.trashAsk"),
      });
      if (sure) await trash();
    },
  };
  const items = [
    ...(may(menu, form, "create") ? [{ icon: <CopyOutlined />, key: "duplicate", label: t("filling.duplicate") }] : []),
    { icon: <BellOutlined />, key: "follow", label: t(following.on ? "filling.unfollow" : "filling.follow") },
    { icon: <LinkOutlined />, key: "link", label: t("filling.copyLink") },
    ...(may(menu, form, "delete")
      ? [{ danger: true, icon: <DeleteOutlined />, key: "trash", label: t("filling.trash") }]
      : []),
  ];
  return (
    <Dropdown
      menu={{ items, onClick: ({ key }) => void attempt(acts[key] ?? (async () => undefined)) }}
      trigger={["click"]}
    >
      <Button aria-label={t("filling.more")} icon={<EllipsisOutlined />} />
    </Dropdown>
  );
}

function Said({ told }: { told: Refused["diagnostics"][number] }) {
  const { say } = useTexts();
  return (
    <>
      {say(told.message)} {told.hint ? say(told.hint) : ""}
    </>
  );
}

/** The ways to the records before and after one in the list that somebody came from. */
export function RecordTrail({ menu, form, id }: { menu: AppMenu; form: string; id: string }) {
  const { t } = useTexts();
  const trail = trailOf(menu.name, form, id);
  if (trail === null || trail.count < 2) return null;
  const way = (to: string | null, name: string, icon: React.ReactNode) => (
    <Button
      aria-label={name}
      disabled={to === null}
      icon={icon}
      size="small"
      title={name}
      type="text"
      {...(to === null ? {} : { href: `#/app/${menu.name}/form/${form}/${to}` })}
    />
  );
  return (
    <nav className="trail" aria-label={t("filling.position", { at: trail.at + 1, count: trail.count })}>
      {way(trail.previous, t("filling.previous"), <LeftOutlined />)}
      <span className="quiet">{t("filling.position", { at: trail.at + 1, count: trail.count })}</span>
      {way(trail.next, t("filling.next"), <RightOutlined />)}
    </nav>
  );
}
