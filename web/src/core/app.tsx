import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { lazy, Suspense } from "react";
import { useShellWorker } from "../shell/update";
import { Waiting } from "../ui/waiting";
import { Guard } from "./guard";
import { Header } from "./header";
import { useTexts } from "./language";
import { useMedia, useRoute } from "./moments";
import { lookOf, type Shade, usePageColours, useShade } from "./theme";

const ExpressionPage = lazy(() =>
  import("../designers/expression/expression-page").then((module) => ({ default: module.ExpressionPage })),
);
const TablePage = lazy(() => import("../designers/table/table-page").then((module) => ({ default: module.TablePage })));
const Workplace = lazy(() => import("../runtime/workplace").then((module) => ({ default: module.Workplace })));
const Entrance = lazy(() => import("../runtime/workplace").then((module) => ({ default: module.Entrance })));

/** The pages of the workbench of the language, which stand beside the apps. */
const WORKBENCH: ReadonlySet<string> = new Set(["expression", "table"]);

/** The pages with what is around them. */
export function App() {
  const { language } = useTexts();
  const [shade, choose] = useShade();
  const still = useMedia("(prefers-reduced-motion: reduce)");
  return (
    <ConfigProvider
      button={{ autoInsertSpace: false }}
      locale={language === "zh-CN" ? zhCN : enUS}
      theme={lookOf(shade, still)}
    >
      <AntApp className="app">
        <Pages shade={shade} onShade={choose} />
      </AntApp>
    </ConfigProvider>
  );
}

function Pages({ shade, onShade }: { shade: Shade; onShade: (shade: Shade) => void }) {
  usePageColours(shade);
  useShellWorker();
  const [route, go] = useRoute();
  if (WORKBENCH.has(route)) {
    const look = { go, onShade, route, shade };
    return (
      <Guard key="workbench">
        <Suspense fallback={<Waiting />}>
          <Entrance look={look}>{() => <Workbench {...look} />}</Entrance>
        </Suspense>
      </Guard>
    );
  }
  return (
    <Guard key="workplace">
      <Suspense fallback={<Waiting />}>
        <Workplace go={go} route={route} shade={shade} onShade={onShade} />
      </Suspense>
    </Guard>
  );
}

function Workbench({
  route,
  go,
  shade,
  onShade,
}: {
  route: string;
  go: (route: string) => void;
  shade: Shade;
  onShade: (shade: Shade) => void;
}) {
  const { t } = useTexts();
  const page = route === "table" ? "table" : "expression";
  return (
    <>
      <button type="button" className="skip" onClick={() => document.getElementById("main")?.focus()}>
        {t("app.skip")}
      </button>
      <Header page={page} shade={shade} onPage={go} onShade={onShade} />
      <main id="main" tabIndex={-1}>
        <h1 className="unseen">{t(`app.${page}`)}</h1>
        <Guard key={page}>
          <Suspense fallback={<Waiting />}>{page === "table" ? <TablePage /> : <ExpressionPage />}</Suspense>
        </Guard>
      </main>
    </>
  );
}
