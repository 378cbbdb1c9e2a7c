import {
  ApartmentOutlined,
  ApiOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BookOutlined,
  ClockCircleOutlined,
  DeleteOutlined,
  EyeOutlined,
  FormOutlined,
  KeyOutlined,
  NodeIndexOutlined,
  SafetyOutlined,
  TeamOutlined,
  ThunderboltOutlined,
} from "@ant-design/icons";
import { Select } from "antd";
import { type ComponentType, lazy, type ReactNode, Suspense } from "react";
import { Guard } from "../../core/guard";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import type { PlaceProps } from "../places";
import { usePlace } from "../session";
import "./admin.css";

const page = <N extends string>(load: () => Promise<Record<N, ComponentType<PlaceProps>>>, name: N) =>
  lazy(() => load().then((module) => ({ default: module[name] })));

/** The pages, by the word behind `#/admin/`; the trash is for all who may delete something. */
const PAGES = {
  people: { icon: <TeamOutlined />, page: page(() => import("./people-page"), "PeoplePage") },
  departments: { icon: <ApartmentOutlined />, page: page(() => import("./departments-page"), "DepartmentsPage") },
  roles: { icon: <KeyOutlined />, page: page(() => import("./roles-page"), "RolesPage") },
  permissions: { icon: <SafetyOutlined />, page: page(() => import("./permissions-page"), "PermissionsPage") },
  access: { icon: <EyeOutlined />, page: page(() => import("./access-page"), "AccessPage") },
  apps: { icon: <AppstoreOutlined />, page: page(() => import("./apps-page"), "AppsPage") },
  forms: { icon: <FormOutlined />, page: page(() => import("./forms-page"), "FormsPage") },
  dictionaries: { icon: <BookOutlined />, page: page(() => import("./dictionaries-page"), "DictionariesPage") },
  flows: { icon: <NodeIndexOutlined />, page: page(() => import("./flows/flows-page"), "FlowsPage") },
  rules: { icon: <ThunderboltOutlined />, page: page(() => import("../rules/rules-page"), "RulesPage") },
  connections: { icon: <ApiOutlined />, page: page(() => import("./connections-page"), "ConnectionsPage") },
  jobs: { icon: <ClockCircleOutlined />, page: page(() => import("./jobs-page"), "JobsPage") },
  audit: { icon: <AuditOutlined />, page: page(() => import("./audit-page"), "AuditPage") },
  trash: { icon: <DeleteOutlined />, page: page(() => import("./trash-page"), "TrashPage") },
} as const;

type Word = keyof typeof PAGES;

/** The administration: its pages, and the one that was chosen. */
export function AdminPage({ path, route }: PlaceProps) {
  const { t } = useTexts();
  const { go, signed } = usePlace();
  const narrow = useMedia("(max-width: 900px)");
  const words: readonly Word[] = signed.account.roles.includes("platform.admin")
    ? (Object.keys(PAGES) as Word[])
    : ["trash"];
  const [wanted = words[0], ...rest] = path;
  const word = words.find((one) => one === wanted);
  const links: ReactNode = narrow ? (
    <Select<string>
      aria-label={t("admin.title")}
      className="admin-select"
      options={words.map((one) => ({ label: t(`admin.pages.${one}`), value: one }))}
      value={word ?? ""}
      onChange={(next) => go(`admin/${next}`)}
    />
  ) : (
    <nav aria-label={t("admin.title")} className="menu">
      <ul className="menu-links">
        {words.map((one) => (
          <li key={one}>
            <a aria-current={one === word ? "page" : undefined} href={`#/admin/${one}`}>
              <span aria-hidden="true" className="menu-icon">
                {PAGES[one].icon}
              </span>
              {t(`admin.pages.${one}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
  const Page = word === undefined ? undefined : PAGES[word].page;
  return (
    <div className="admin">
      {links}
      <div className="admin-main">
        <Guard key={word}>
          <Suspense fallback={<Waiting />}>
            {Page === undefined ? (
              <Nothing hint={t("admin.notYoursHint")} title={t("admin.notYours")} />
            ) : (
              <Page path={rest} route={route} />
            )}
          </Suspense>
        </Guard>
      </div>
    </div>
  );
}
