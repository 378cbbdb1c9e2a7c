import { FundOutlined } from "@ant-design/icons";
import { useTexts } from "../../core/language";
import { Nothing } from "../../ui/nothing";
import { Loaded } from "../admin/loaded";
import { useDashboardList } from "./dashboards";

/** In the place of a dashboard that is not open to somebody: those of the app that are. */
export function MissingBoard({ app }: { app: string }) {
  const { say, t } = useTexts();
  const found = useDashboardList(app);
  return (
    <Loaded of={found}>
      {({ dashboards = [] }) =>
        dashboards.length === 0 ? (
          <Nothing hint={t("reports.boardMissingNone")} title={t("reports.boardMissing")} />
        ) : (
          <Nothing
            action={
              <ul aria-label={t("reports.title")} className="open-boards">
                {dashboards.map(({ label, name }) => (
                  <li key={name}>
                    <a href={`#/app/${app}/dashboard/${name}`}>
                      <FundOutlined aria-hidden /> {say(label)}
                    </a>
                  </li>
                ))}
              </ul>
            }
            hint={t("reports.boardMissingHint")}
            title={t("reports.boardMissing")}
          />
        )
      }
    </Loaded>
  );
}
