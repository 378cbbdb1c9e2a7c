import { MenuOutlined } from "@ant-design/icons";
import { Button, Drawer } from "antd";
import { lazy, Suspense, useState } from "react";
import { Guard } from "../core/guard";
import { useTexts } from "../core/language";
import { useMedia } from "../core/moments";
import type { AppMenu } from "../generated/api";
import type { AnyView } from "../generated/forms";
import { NamedIcon } from "../ui/named-icon";
import { Nothing } from "../ui/nothing";
import { Waiting } from "../ui/waiting";
import { viewsOf } from "./menu";

const ListPage = lazy(() => import("./pages/list-page").then((module) => ({ default: module.ListPage })));
const ViewPage = lazy(() => import("./views/view-page").then((module) => ({ default: module.ViewPage })));
const ImportWizard = lazy(() =>
  import("./transfer/import-wizard").then((module) => ({ default: module.ImportWizard })),
);
const RecordPage = lazy(() => import("./pages/record-page").then((module) => ({ default: module.RecordPage })));

/** An app: its menu, and the page that was chosen in it. */
export function AppFrame({ menu, path, route }: { menu: AppMenu; path: readonly string[]; route: string }) {
  const { t } = useTexts();
  const narrow = useMedia("(max-width: 900px)");
  const [open, setOpen] = useState(false);
  const chosen = placeOf(menu, path);
  const links = <MenuLinks chosen={chosen} menu={menu} onChoose={() => setOpen(false)} />;
  return (
    <div className="app-frame">
      {narrow ? (
        <>
          <Button className="menu-button" icon={<MenuOutlined />} onClick={() => setOpen(true)}>
            {t("work.menu")}
          </Button>
          <Drawer open={open} placement="left" size={280} title={t("work.menu")} onClose={() => setOpen(false)}>
            {links}
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
  | { readonly kind: "record"; readonly form: string; readonly id: string | null }
  | { readonly kind: "nothing" };

function placeOf(menu: AppMenu, [word, name, id]: readonly string[]): Chosen {
  const views = viewsOf(menu);
  const view = word === "view" ? views.find((one) => one.name === name) : word === undefined ? views[0] : undefined;
  if (view !== undefined) return { kind: "view", view };
  const form = menu.forms?.find((one) => one.name === name) ?? (word === undefined ? menu.forms?.[0] : undefined);
  if (form === undefined) return { kind: "nothing" };
  if (word === "import") return { form: form.name, kind: "import" };
  if (id === undefined) return { form: form.name, kind: "form" };
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
    case "record":
      return <RecordPage key={route} form={chosen.form} id={chosen.id} menu={menu} route={route} />;
    default:
      return <Nothing hint={t("work.notHereHint")} title={t("work.notHere")} />;
  }
}

function MenuLinks({ menu, chosen, onChoose }: { menu: AppMenu; chosen: Chosen; onChoose: () => void }) {
  const { say, t } = useTexts();
  const views = viewsOf(menu);
  const form = chosen.kind === "view" ? chosen.view.form : chosen.kind === "nothing" ? null : chosen.form;
  const first = views.find((one) => one.form === form);
  const here = chosen.kind === "view" ? chosen.view.name : first?.name;
  return (
    <nav aria-label={t("work.menu")}>
      <ul className="menu-links">
        {views.map((one) => (
          <li key={one.name}>
            <a
              aria-current={one.name === here ? "page" : undefined}
              href={`#/app/${menu.name}/view/${one.name}`}
              onClick={onChoose}
            >
              <span className="menu-icon">
                <NamedIcon name={menu.forms?.find(({ name }) => name === one.form)?.icon} />
              </span>
              {say(one.label)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
