import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import { en, zhCn } from "../../../core/texts/compose";
import type { AppMenu, Dashboard } from "../../../generated/api";
import type { Dashboard as AppDashboard } from "../../../generated/specs";
import { Nothing } from "../../../ui/nothing";
import { Waiting } from "../../../ui/waiting";
import { type AppDraft, useAppDraft } from "../../admin/app-draft";
import { useAct } from "../../admin/attempt";
import { DraftBar } from "../../admin/draft-bar";
import { Loaded } from "../../admin/loaded";
import { usePlace } from "../../session";
import { copied } from "../board";
import { Composer } from "./composer";
import { KeptBar } from "./kept-bar";

/** How the names of dashboards of people begin. */
const KEPT = "my_";
/** The role of those who change apps. */
const ADMINISTRATOR = "platform.admin";

/** Puts a dashboard together: `#/app/<app>/dashboard/<name>/edit`, `new` being one that is not there yet. */
export function ComposePage({ menu, name }: { menu: AppMenu; name: string }) {
  const { signed } = usePlace();
  if (name === "new") return <NewBoard app={menu.name} />;
  if (name.startsWith(KEPT)) return <KeptBoard key={name} app={menu.name} name={name} />;
  return signed.account.roles.includes(ADMINISTRATOR) ? (
    <AppBoard key={name} app={menu.name} name={name} />
  ) : (
    <NotYours app={menu.name} name={name} />
  );
}

function NewBoard({ app }: { app: string }) {
  const [start] = useState<Dashboard>(() => ({
    label: { en: en.untitled, "zh-CN": zhCn.untitled },
    name: "new",
    tiles: [],
  }));
  return (
    <Composer app={app} start={start}>
      {(now) => <KeptBar app={app} kept={null} now={now} start={start} />}
    </Composer>
  );
}

function KeptBoard({ app, name }: { app: string; name: string }) {
  const found = useQuery({
    gcTime: 0,
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/reports/dashboards/{dashboard}/kept", undefined, signal, { app, dashboard: name }),
    queryKey: ["reports", app, "kept", name],
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Loaded of={found}>
      {(kept) =>
        kept.mine === false ? (
          <NotYours app={app} name={name} />
        ) : (
          <Composer app={app} start={kept.dashboard}>
            {(now) => <KeptBar app={app} kept={kept} now={now} start={kept.dashboard} />}
          </Composer>
        )
      }
    </Loaded>
  );
}

/** A dashboard of the app: what is changed is one's draft of the app, until it is published. */
function AppBoard({ app, name }: { app: string; name: string }) {
  const { draft, loaded } = useAppDraft(app);
  return draft === undefined ? (
    <Loaded of={loaded}>{() => <Waiting />}</Loaded>
  ) : (
    <DraftedBoard app={app} draft={draft} name={name} />
  );
}

function DraftedBoard({ app, draft, name }: { app: string; draft: AppDraft; name: string }) {
  const [turn, begin] = useState(0);
  const touched = useRef(draft.touched);
  useEffect(() => {
    // What was thrown away, or published, is begun with anew.
    if (touched.current && !draft.touched) begin((before) => before + 1);
    touched.current = draft.touched;
  }, [draft.touched]);
  const document = draft.document as typeof draft.document & {
    readonly dashboards?: Readonly<Record<string, AppDashboard>>;
  };
  const board = document.dashboards?.[name] ?? { label: { en: en.untitled, "zh-CN": zhCn.untitled } };
  return (
    <Composer
      key={turn}
      app={app}
      roles={document.roles ?? {}}
      start={{ ...board, name } as Dashboard}
      onChange={(now) => draft.change({ ...document, dashboards: { ...document.dashboards, [name]: now } } as never)}
    >
      {() => <DraftBar app={app} draft={draft} />}
    </Composer>
  );
}

function NotYours({ app, name }: { app: string; name: string }) {
  const { say, t } = useTexts();
  const { go } = usePlace();
  const { act, busy } = useAct("workplace");
  const copy = () =>
    act(async () => {
      const place = { app, dashboard: name };
      const board = await ask("GET /api/apps/{app}/reports/dashboards/{dashboard}", undefined, undefined, place);
      const dashboard = copied(board, t("compose.copyOf", { name: say(board.label) }));
      const kept = await ask("POST /api/apps/{app}/reports/dashboards", { dashboard }, undefined, { app });
      go(`app/${app}/dashboard/${kept.dashboard.name}/edit`);
    });
  return (
    <Nothing
      action={
        <Button loading={busy} type="primary" onClick={() => void copy()}>
          {t("compose.copyAsMine")}
        </Button>
      }
      hint={t("compose.notYoursHint")}
      title={t("compose.notYours")}
    />
  );
}
