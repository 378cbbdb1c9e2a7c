import { Button, Drawer } from "antd";
import { useTexts } from "../../core/language";
import type { Dashboard } from "../../generated/api";
import { CommentsPanel } from "../pages/comments-panel";
import { aboutDashboard, useFollowing, useSaid } from "../pages/conversation";

/** Returns how many comments there are about each chart of a dashboard, and about all of it. */
export function useTalk(app: string, dashboard: string): { all: number; of: (tile: string) => number } {
  const said = useSaid(aboutDashboard(app, dashboard)).data ?? [];
  const left = said.filter((one) => one.removed_at === null);
  return { all: left.length, of: (tile) => left.filter(({ part }) => part === tile).length };
}

/** What people say about a dashboard, or about one chart of it. */
export function TalkDrawer({
  app,
  dashboard,
  tile,
  onTile,
  onClose,
}: {
  app: string;
  dashboard: Dashboard;
  /** The chart; null for the whole dashboard. */
  tile: string | null;
  onTile: (tile: string | null) => void;
  onClose: () => void;
}) {
  const { say, t } = useTexts();
  const about = aboutDashboard(app, dashboard.name);
  const following = useFollowing(about);
  const names = new Map(
    (dashboard.tiles ?? []).flatMap(({ chart, name }) =>
      chart ? [[name, chart.label ? say(chart.label) : name] as const] : [],
    ),
  );
  const shown = tile !== null && names.has(tile) ? tile : null;
  const title = `${t("reports.talk")} · ${shown === null ? say(dashboard.label) : names.get(shown)}`;
  return (
    <Drawer
      open
      extra={
        <Button size="small" onClick={() => void following.toggle()}>
          {t(following.on ? "filling.unfollow" : "filling.follow")}
        </Button>
      }
      size={460}
      title={title}
      onClose={onClose}
    >
      <div className="stacked">
        <p className="quiet">{t("reports.talkHint")}</p>
        {shown === null ? null : (
          <Button className="talk-all" size="small" type="link" onClick={() => onTile(null)}>
            {t("reports.talkAll")}
          </Button>
        )}
        <CommentsPanel key={shown ?? ""} about={about} part={{ nameOf: (part) => names.get(part) ?? null, shown }} />
      </div>
    </Drawer>
  );
}
