import { FunctionOutlined, SettingOutlined } from "@ant-design/icons";
import { useTexts } from "../../core/language";
import { NamedIcon } from "../../ui/named-icon";
import { Nothing } from "../../ui/nothing";
import { usePlace } from "../session";

/** The apps that somebody works with. */
export function Launcher({ missing }: { missing: string | null }) {
  const { say, t } = useTexts();
  const { apps, signed } = usePlace();
  return (
    <main id="main" className="launcher" tabIndex={-1}>
      <h1>{t("work.hello", { name: signed.account.display_name })}</h1>
      {missing === null ? null : <p role="alert">{t("work.noApp", { name: missing })}</p>}
      {apps.length === 0 ? (
        <Nothing hint={t("work.noAppsHint")} title={t("work.noApps")} />
      ) : (
        <ul className="app-cards">
          {apps.map((one) => (
            <li key={one.name}>
              <a href={`#/app/${one.name}`}>
                <span aria-hidden="true" className="app-mark">
                  {one.icon ? <NamedIcon name={one.icon} /> : [...say(one.label)][0]}
                </span>
                <strong>{say(one.label)}</strong>
                {one.description ? <span className="quiet">{say(one.description)}</span> : null}
                <span className="app-counts quiet">
                  {t("work.counts", { forms: one.forms?.length ?? 0, views: one.views?.length ?? 0 })}
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
      <p className="launcher-links">
        {signed.account.roles.includes("platform.admin") ? (
          <a href="#/admin">
            <SettingOutlined aria-hidden /> {t("admin.title")}
          </a>
        ) : null}
        <a href="#/expression">
          <FunctionOutlined aria-hidden /> {t("app.name")}
        </a>
      </p>
    </main>
  );
}
