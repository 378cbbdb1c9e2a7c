import { AppstoreOutlined, MenuOutlined } from "@ant-design/icons";
import { Button, Drawer } from "antd";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { createPortal } from "react-dom";
import { Guard } from "../core/guard";
import { useTexts } from "../core/language";
import { useMedia } from "../core/moments";
import type { AppMenu } from "../generated/api";
import type { AnyView } from "../generated/forms";
import { NamedIcon } from "../ui/named-icon";
import { Nothing } from "../ui/nothing";
import { Waiting } from "../ui/waiting";
import { entryOf, groupsOf, viewsOf } from "./menu";
import { useSlot } from "./slot";

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

/** A line for each form, and below that where one is the other views of its records. */
function MenuLinks({ menu, chosen, onChoose }: { menu: AppMenu; chosen: Chosen; onChoose: () => void }) {
  const { say, t } = useTexts();
  const groups = groupsOf(menu);
  const form = chosen.kind === "view" ? chosen.view.form : chosen.kind === "nothing" ? null : chosen.form;
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
      </ul>
    </nav>
  );
}
