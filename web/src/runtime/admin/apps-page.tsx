import { UploadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { AppEntry } from "../../generated/api";
import { Mark } from "../../ui/mark";
import { Nothing } from "../../ui/nothing";
import type { PlaceProps } from "../places";
import { usePlace } from "../session";
import { useAppNames } from "./app-choice";
import { AppImport } from "./app-import";
import { AppRemoval } from "./app-removal";
import { AppTrial } from "./app-trial";
import { AppVersions } from "./app-versions";
import { Loaded } from "./loaded";
import { PageHead } from "./page-head";
import { Rows } from "./rows";

/** The apps of the workspace: `#/admin/apps/<app>` shows the versions of one. */
export function AppsPage({ path }: PlaceProps) {
  const { t } = useTexts();
  const { go } = usePlace();
  const { found, labels } = useAppNames();
  const [removing, setRemoving] = useState<AppEntry | null>(null);
  const [trying, setTrying] = useState<string | null>(null);
  const called = (name: string) => labels.get(name) ?? name;
  const open = path[0];
  return (
    <>
      <PageHead hint={t("apps.hint")} title={t("admin.pages.apps")}>
        <Button icon={<UploadOutlined />} type="primary" onClick={() => go("admin/apps/import")}>
          {t("apps.import")}
        </Button>
      </PageHead>
      <Loaded of={found}>
        {(all) =>
          all.length === 0 ? (
            <Nothing hint={t("apps.noneHint")} title={t("apps.none")} />
          ) : (
            <Rows
              columns={[
                {
                  key: "name",
                  render: (one) => (
                    <span className="app-name">
                      <strong>{called(one.name)}</strong> <code>{one.name}</code>
                    </span>
                  ),
                  title: t("admin.app"),
                  width: 220,
                },
                { key: "version", render: (one) => <State app={one} />, title: t("apps.versions"), width: 200 },
                {
                  key: "at",
                  render: (one) =>
                    one.created_at === null
                      ? "—"
                      : `${shownInstant(one.created_at, false)} · ${one.author ?? t("apps.product")}`,
                  title: t("audit.at"),
                  width: 240,
                },
                { key: "note", render: (one) => one.note || "—", title: t("apps.note") },
                {
                  key: "tools",
                  render: (one) => (
                    <span className="row-tools">
                      {one.current_version === null ? null : (
                        <Button href={`/api/apps/${one.name}/export`} size="small">
                          {t("apps.export")}
                        </Button>
                      )}
                      {one.current_version === null ? null : (
                        <Button size="small" onClick={() => setTrying(one.name)}>
                          {t("apps.trial")}
                        </Button>
                      )}
                      <Button size="small" onClick={() => go(`admin/apps/${one.name}`)}>
                        {t("apps.versions")}
                      </Button>
                      <Button danger size="small" onClick={() => setRemoving(one)}>
                        {t("apps.remove")}
                      </Button>
                    </span>
                  ),
                  title: t("admin.tools"),
                  width: 340,
                },
              ]}
              label={t("admin.pages.apps")}
              rowKey={(one) => one.name}
              rows={all}
            />
          )
        }
      </Loaded>
      {open === "import" ? <AppImport onClose={() => go("admin/apps")} /> : null}
      {open === undefined || open === "import" ? null : (
        <AppVersions key={open} app={open} label={called(open)} onClose={() => go("admin/apps")} />
      )}
      {trying === null ? null : <AppTrial app={trying} onClose={() => setTrying(null)} />}
      {removing === null ? null : (
        <AppRemoval app={removing} label={called(removing.name)} onClose={() => setRemoving(null)} />
      )}
    </>
  );
}

function State({ app }: { app: AppEntry }) {
  const { t } = useTexts();
  return (
    <>
      {app.current_version === null ? (
        <Mark>{t("apps.removed")}</Mark>
      ) : (
        <Mark tone="accent">{t("apps.version", { number: app.current_version })}</Mark>
      )}
      {app.drafts > 0 ? <Mark tone="warning">{t("apps.drafts", { count: app.drafts })}</Mark> : null}
    </>
  );
}
