import { useQuery } from "@tanstack/react-query";
import { type ReactNode, Suspense, useEffect } from "react";
import { ask } from "../api/client";
import { Guard } from "../core/guard";
import { useTexts } from "../core/language";
import type { Shade } from "../core/theme";
import { Failure } from "../ui/failure";
import { Waiting } from "../ui/waiting";
import { AppFrame } from "./app-frame";
import { homeRoute } from "./homes";
import { watchAddress } from "./leaving";
import { InvitationPage } from "./pages/invitation-page";
import { Launcher } from "./pages/launcher";
import { LoginPage } from "./pages/login-page";
import { PLACES } from "./places";
import { PlaceProvider, useSession } from "./session";
import { TopBar } from "./top-bar";
import "./runtime.css";

interface Look {
  readonly route: string;
  readonly go: (route: string) => void;
  readonly shade: Shade;
  readonly onShade: (shade: Shade) => void;
}

type SignedIn = NonNullable<ReturnType<typeof useSession>["data"]>;

/** Everything that people do with apps once they have signed in. */
export function Workplace(look: Look) {
  return <Entrance look={look}>{(signed) => <Signed look={look} signed={signed} />}</Entrance>;
}

/** What only those see who have signed in; others are asked to. */
export function Entrance({ look, children }: { look: Look; children: (signed: SignedIn) => ReactNode }) {
  const session = useSession();
  const { t } = useTexts();
  useEffect(watchAddress, []);
  if (location.pathname === "/invitation") return <InvitationPage {...look} />;
  if (session.error !== null) {
    return (
      <main id="main" tabIndex={-1}>
        <h1 className="unseen">{t("work.title")}</h1>
        <Failure error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  if (session.data === undefined) return <Waiting />;
  if (session.data === null) return <LoginPage {...look} />;
  return children(session.data);
}

function Signed({ look, signed }: { look: Look; signed: SignedIn }) {
  const { t } = useTexts();
  const menus = useQuery({
    queryFn: ({ signal }) => ask("GET /api/workplace", undefined, signal),
    queryKey: ["workplace"],
  });
  const route = homeRoute(look.route);
  const [word, app = "", ...rest] = route.split("?")[0]?.split("/") ?? [];
  const apps = menus.data ?? [];
  const menu = word === "app" ? apps.find((one) => one.name === app) : undefined;
  const Beside = word === undefined ? undefined : PLACES[word];
  return (
    <PlaceProvider value={{ apps, go: look.go, signed }}>
      <button type="button" className="skip" onClick={() => document.getElementById("main")?.focus()}>
        {t("work.skip")}
      </button>
      <TopBar menu={menu} shade={look.shade} onShade={look.onShade} />
      {Beside !== undefined ? (
        <main id="main" className="place" tabIndex={-1}>
          <Guard key={word}>
            <Suspense fallback={<Waiting />}>
              <Beside path={[app, ...rest].filter((part) => part !== "")} route={route} />
            </Suspense>
          </Guard>
        </main>
      ) : menus.error !== null ? (
        <main id="main" tabIndex={-1}>
          <Failure error={menus.error} onRetry={() => void menus.refetch()} />
        </main>
      ) : menus.data === undefined ? (
        <Waiting />
      ) : menu === undefined ? (
        <Launcher missing={word === "app" ? app : null} />
      ) : (
        <AppFrame key={menu.name} menu={menu} path={rest} route={route} />
      )}
    </PlaceProvider>
  );
}
