import { DeleteOutlined, EyeOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox } from "antd";
import { useEffect, useRef, useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import type { Dashboard, KeptDashboard } from "../../../generated/api";
import { Mark } from "../../../ui/mark";
import { useAct } from "../../admin/attempt";
import { guardLeaving } from "../../leaving";
import { usePlace } from "../../session";

/** What can be done with a dashboard of one's own: save it, share it, look at it, remove it. */
export function KeptBar({
  app,
  kept,
  now,
  start,
}: {
  app: string;
  /** As it was loaded; null for a new one. */
  kept: KeptDashboard | null;
  now: Dashboard;
  /** What one began with. */
  start: Dashboard;
}) {
  const { say, t } = useTexts();
  const { modal } = App.useApp();
  const { go } = usePlace();
  const queries = useQueryClient();
  const { act, busy } = useAct("workplace");
  const [last, keepLast] = useState({ dashboard: start, shared: kept?.shared ?? false, version: kept?.version ?? 0 });
  const [shared, share] = useState(last.shared);
  const touched = now !== last.dashboard || shared !== last.shared;
  const leave = useRef<() => void>(undefined);
  useEffect(() => {
    if (!touched) return;
    const stop = guardLeaving(
      () =>
        new Promise((answer) => {
          modal.confirm({
            content: t("compose.leaveHint"),
            okText: t("compose.leave"),
            onCancel: () => answer(false),
            onOk: () => answer(true),
            title: t("compose.leaveSure"),
          });
        }),
    );
    leave.current = stop;
    return stop;
  }, [touched, modal, t]);
  const save = () =>
    act(async () => {
      const draft = { dashboard: now, shared, version: last.version };
      const place = { app, dashboard: now.name };
      const saved =
        kept === null
          ? await ask("POST /api/apps/{app}/reports/dashboards", draft, undefined, { app })
          : await ask("PUT /api/apps/{app}/reports/dashboards/{dashboard}", draft, undefined, place);
      keepLast({ dashboard: now, shared, version: saved.version ?? 1 });
      await queries.invalidateQueries({ queryKey: ["reports", app, "dashboard"] });
      await queries.invalidateQueries({ queryKey: ["reports", app, "tile"] });
      if (kept === null) {
        leave.current?.();
        go(`app/${app}/dashboard/${saved.dashboard.name}/edit`);
      }
    }, t("compose.saved"));
  const remove = () =>
    modal.confirm({
      content: t("compose.removeHint"),
      okButtonProps: { danger: true },
      okText: t("compose.remove"),
      onOk: () =>
        act(async () => {
          const place = { app, dashboard: now.name };
          await ask("DELETE /api/apps/{app}/reports/dashboards/{dashboard}", undefined, undefined, place);
          leave.current?.();
          go(`app/${app}`);
        }, t("compose.removed")),
      title: t("compose.removeSure", { name: say(now.label) }),
    });
  return (
    <>
      <Checkbox checked={shared} onChange={({ target }) => share(target.checked)}>
        {t("compose.shared")}
      </Checkbox>
      {touched ? (
        <Mark tone="warning" role="status">
          {t("compose.unsaved")}
        </Mark>
      ) : null}
      {kept === null ? null : (
        <>
          <Button
            aria-label={t("compose.remove")}
            danger
            icon={<DeleteOutlined />}
            title={t("compose.remove")}
            onClick={remove}
          />
          <Button icon={<EyeOutlined />} onClick={() => go(`app/${app}/dashboard/${now.name}`)}>
            {t("compose.view")}
          </Button>
        </>
      )}
      <Button disabled={!touched && kept !== null} loading={busy} type="primary" onClick={() => void save()}>
        {t("compose.save")}
      </Button>
    </>
  );
}
