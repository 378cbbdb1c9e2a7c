import { AppstoreOutlined, FundOutlined, MenuOutlined, RadarChartOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { createPortal } from "react-dom";
import { ask } from "../api/client";
import { Guard } from "../core/guard";
import { useTexts } from "../core/language";
import { useMedia } from "../core/moments";
import type { AppMenu } from "../generated/api";
import type { AnyView } from "../generated/forms";
import { NamedIcon } from "../ui/named-icon";
import { Nothing } from "../ui/nothing";
import { Waiting } from "../ui/waiting";
import { entryOf, groupsOf, viewsOf } from "./menu";
import { useDashboards } from "./reports/dashboards";
import { useSlot } from "./slot";

const ListPage = lazy(() => import("./pages/list-page").then((module) => ({ default: module.ListPage })));
const ViewPage = lazy(() => import("./views/view-page").then((module) => ({ default: module.ViewPage })));
const ImportWizard = lazy(() =>
  import("./transfer/import-wizard").then((module) => ({ default: module.ImportWizard })),
);
const ScoresPage = lazy(() => import("./scores/scores-page").then((module) => ({ default: module.ScoresPage })));
const DashboardPage = lazy(() =>
  import("./reports/dashboard-page").then((module) => ({ default: module.DashboardPage })),
);
const ComposePage = lazy(() =>
  import("./reports/compose/compose-page").then((module) => ({ default: module.ComposePage })),
);
const AlertsPage = lazy(() =>
  import("./reports/dispatch/alerts-page").then((module) => ({ default: module.AlertsPage })),
);
const SchedulesPage = lazy(() =>
  import("./reports/dispatch/schedules-page").then((module) => ({ default: module.SchedulesPage })),
);
const ExplorePage = lazy(() =>
  import("./reports/explore/explore-page").then((module) => ({ default: module.ExplorePage })),
);
const OverviewPage = lazy(() => import("./pages/overview-page").then((module) => ({ default: module.OverviewPage })));
const RecordPage = lazy(() => import("./pages/record-page").then((module) => ({ default: module.RecordPage })));

/** An app: its menu, and the page that was chosen in it. */
export function AppFrame({ menu, path, route }: { menu: AppMenu; path: readonly string[]; route: string }) {
  const { t } = useTexts();
  const narrow = useMedia("(max-width: 900px)");
  const slot = useSlot();
  const [open, setOpen] = useState(false);
  const chosen = placeOf(menu, path);
  const links = <MenuLinks chosen={chosen} menu={menu} onChoose={() => setOpen(false)} />;
  return (
    <div className="app-frame">
      {narrow ? (
        <>
          {slot === null
            ? null
            : createPortal(
                <Button
                  aria-label={t("work.menu")}
                  icon={<MenuOutlined />}
                  type="text"
                  onClick={() => setOpen(true)}
                />,
                slot,
              )}
          <Drawer open={open} placement="left" size={280} title={t("work.menu")} onClose={() => setOpen(false)}>
            {links}
            <ul className="menu-links menu-apps">
              <li>
                <a href="#/">
                  <span className="menu-icon">
                    <AppstoreOutlined aria-hidden />
                  </span>
                  {t("work.apps")}
                </a>
              </li>
            </ul>
          </Drawer>
        </>
      ) : (
        <aside className="menu">{links}</aside>
      )}
      <main id="main" tabIndex={-1}>
        <Guard key={route}>
          <Suspense fallback={<Waiting />}>
            <Content chosen={chosen} menu={menu} route={route} />
          </Suspense>
        </Guard>
      </main>
    </div>
  );
}

/** What was chosen in an app. */
type Chosen =
  | { readonly kind: "view"; readonly view: AnyView }
  | { readonly kind: "form"; readonly form: string }
  | { readonly kind: "import"; readonly form: string }
  | { readonly kind: "dashboard"; readonly name: string; readonly edit: boolean }
  | { readonly kind: "alerts" | "explore" | "schedules" }
  | { readonly kind: "record"; readonly form: string; readonly id: string | null }
  | { readonly kind: "overview"; readonly form: string; readonly id: string }
  | { readonly kind: "scores"; readonly card: string; readonly id: string | null }
  | { readonly kind: "nothing" };

function placeOf(menu: AppMenu, [word, name, id, part]: readonly string[]): Chosen {
  if (word === "scores" && name !== undefined) return { card: name, id: id ?? null, kind: "scores" };
  if (word === "alerts" || word === "explore" || word === "schedules") return { kind: word };
  if (word === "dashboard" && name !== undefined) return { edit: id === "edit", kind: "dashboard", name };
  const views = viewsOf(menu);
  const view = word === "view" ? views.find((one) => one.name === name) : word === undefined ? views[0] : undefined;
  if (view !== undefined) return { kind: "view", view };
  const form = menu.forms?.find((one) => one.name === name) ?? (word === undefined ? menu.forms?.[0] : undefined);
  if (form === undefined) return { kind: "nothing" };
  if (word === "import") return { form: form.name, kind: "import" };
  if (id === undefined) return { form: form.name, kind: "form" };
  if (part === "overview") return { form: form.name, id, kind: "overview" };
  return { form: form.name, id: id === "new" ? null : id, kind: "record" };
}

function Content({ menu, chosen, route }: { menu: AppMenu; chosen: Chosen; route: string }) {
  const { t } = useTexts();
  switch (chosen.kind) {
    case "view":
      if (chosen.view.kind !== "list") return <ViewPage key={chosen.view.name} menu={menu} view={chosen.view} />;
      return <ListPage key={chosen.view.name} form={chosen.view.form} menu={menu} view={chosen.view} />;
    case "form":
      return <ListPage key={chosen.form} form={chosen.form} menu={menu} view={null} />;
    case "import":
      return <ImportWizard key={route} form={chosen.form} menu={menu} />;
    case "dashboard":
      return chosen.edit ? (
        <ComposePage menu={menu} name={chosen.name} />
      ) : (
        <DashboardPage menu={menu} name={chosen.name} route={route} />
      );
    case "alerts":
      return <AlertsPage menu={menu} />;
    case "schedules":
      return <SchedulesPage menu={menu} />;
    case "explore":
      return <ExplorePage menu={menu} route={route} />;
    case "record":
      return <RecordPage key={route} form={chosen.form} id={chosen.id} menu={menu} route={route} />;
    case "overview":
      return <OverviewPage key={route} app={menu.name} form={chosen.form} id={chosen.id} />;
    case "scores":
      return <ScoresPage key={route} app={menu.name} card={chosen.card} id={chosen.id} />;
    default:
      return <Nothing hint={t("work.notHereHint")} title={t("work.notHere")} />;
  }
}

/** Returns the form that was chosen, null when something else was. */
function formOf(chosen: Chosen): string | null {
  if (chosen.kind === "view") return chosen.view.form;
  return "form" in chosen ? chosen.form : null;
}

/** A line for each scorecard whose records may be seen. */
function ScoreLinks({ app, here, onChoose }: { app: string; here: string | null; onChoose: () => void }) {
  const { say } = useTexts();
  const cards = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/scorecards", undefined, signal, { app }),
    queryKey: ["scorecards", app],
  });
  return (cards.data?.items ?? []).map((one) => (
    <li key={one.name}>
      <a
        aria-current={one.name === here ? "page" : undefined}
        href={`#/app/${app}/scores/${one.name}`}
        onClick={onChoose}
      >
        <span className="menu-icon">
          <RadarChartOutlined aria-hidden />
        </span>
        {say(one.label)}
      </a>
    </li>
  ));
}

/** A line for each form, and below that where one is the other views of its records. */
function MenuLinks({ menu, chosen, onChoose }: { menu: AppMenu; chosen: Chosen; onChoose: () => void }) {
  const { say, t } = useTexts();
  const dashboards = useDashboards(menu.name);
  const groups = groupsOf(menu);
  const form = formOf(chosen);
  const here = chosen.kind === "view" ? chosen.view.name : groups.find((one) => one.form === form)?.views[0].name;
  const link = (view: AnyView, label: ReactNode) => (
    <a
      aria-current={view.name === here ? "page" : undefined}
      href={`#/app/${menu.name}/view/${view.name}`}
      onClick={onChoose}
    >
      {label}
    </a>
  );
  return (
    <nav aria-label={t("work.menu")}>
      <ul className="menu-links">
        {dashboards.map(({ name, label }) => (
          <li key={`dashboard ${name}`}>
            <a
              aria-current={chosen.kind === "dashboard" && chosen.name === name ? "page" : undefined}
              href={`#/app/${menu.name}/dashboard/${name}`}
              onClick={onChoose}
            >
              <span className="menu-icon">
                <NamedIcon name="bar-chart" />
              </span>
              {say(label)}
            </a>
          </li>
        ))}
        <li>
          <a
            aria-current={chosen.kind === "explore" ? "page" : undefined}
            href={`#/app/${menu.name}/explore`}
            onClick={onChoose}
          >
            <span className="menu-icon">
              <FundOutlined aria-hidden />
            </span>
            {t("explore.title")}
          </a>
        </li>
        {dashboards.length === 0
          ? null
          : (["schedules", "alerts"] as const).map((one) => (
              <li key={one}>
                <a
                  aria-current={chosen.kind === one ? "page" : undefined}
                  href={`#/app/${menu.name}/${one}`}
                  onClick={onChoose}
                >
                  <span className="menu-icon">
                    <NamedIcon name={one === "alerts" ? "bell" : "mail"} />
                  </span>
                  {t(`dispatch.${one}`)}
                </a>
              </li>
            ))}
        {groups.map(({ form: name, views: [first, ...others] }) => (
          <li key={name}>
            {link(
              first,
              <>
                <span className="menu-icon">
                  <NamedIcon name={entryOf(menu, name)?.icon} />
                </span>
                {say(first.label)}
              </>,
            )}
            {name === form && others.length > 0 ? (
              <ul className="menu-views">
                {others.map((one) => (
                  <li key={one.name}>{link(one, say(one.label))}</li>
                ))}
              </ul>
            ) : null}
          </li>
        ))}
        <ScoreLinks app={menu.name} here={chosen.kind === "scores" ? chosen.card : null} onChoose={onChoose} />
      </ul>
    </nav>
  );
}
