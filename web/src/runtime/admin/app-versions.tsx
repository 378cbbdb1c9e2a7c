import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { App, Button, Drawer, Input } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { Version } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Mark } from "../../ui/mark";
import { Waiting } from "../../ui/waiting";
import { useAct } from "./attempt";
import { Labelled } from "./labelled";
import { Loaded } from "./loaded";
import { ChangeList, isWrong, PreviewView } from "./preview-view";

const PAGE = 30;

/** What is shown of a version besides: what differs, or what going back would do. */
type Shown = { readonly kind: "compare" | "back"; readonly number: number } | null;

/** The versions of an app: who published them, what differs, and the way back. */
export function AppVersions({ app, label, onClose }: { app: string; label: string; onClose: () => void }) {
  const { t } = useTexts();
  const [shown, show] = useState<Shown>(null);
  const versions = useInfiniteQuery({
    getNextPageParam: (last: readonly Version[]) => (last.length < PAGE ? undefined : last.at(-1)?.number),
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      ask("GET /api/apps/{app}/versions", undefined, signal, { app, before: pageParam, most: PAGE }),
    queryKey: ["versions", app],
    staleTime: 0,
  });
  const apps = useQuery({ queryFn: ({ signal }) => ask("GET /api/apps", undefined, signal), queryKey: ["apps"] });
  const current = apps.data?.find((one) => one.name === app)?.current_version ?? null;
  const rows = versions.data?.pages.flat() ?? [];
  return (
    <Drawer open size={680} title={t("apps.versionsOf", { app: label })} onClose={onClose}>
      {versions.error !== null ? (
        <Failure error={versions.error} onRetry={() => void versions.refetch()} />
      ) : versions.data === undefined ? (
        <Waiting />
      ) : (
        <ol className="plain-list">
          {rows.map((one) => (
            <li key={one.number} className="version">
              <span className="grow">
                <strong>{t("apps.version", { number: one.number })}</strong>{" "}
                {one.number === current ? <Mark tone="accent">{t("apps.current")}</Mark> : null}
                {one.restores === null ? null : <Mark>{t("apps.restores", { number: one.restores })}</Mark>}
                <br />
                <span className="quiet">
                  {shownInstant(one.created_at, false)} · {one.author ?? t("apps.product")}
                </span>
                {one.note === "" ? null : <span className="version-note">{one.note}</span>}
              </span>
              <span className="row-tools">
                <Button href={`/api/apps/${app}/export?version=${one.number}`} size="small">
                  {t("apps.export")}
                </Button>
                {one.number === current ? null : (
                  <>
                    {current === null ? null : (
                      <Button size="small" onClick={() => show({ kind: "compare", number: one.number })}>
                        {t("apps.compare")}
                      </Button>
                    )}
                    <Button size="small" onClick={() => show({ kind: "back", number: one.number })}>
                      {t("apps.rollBack")}
                    </Button>
                  </>
                )}
              </span>
            </li>
          ))}
        </ol>
      )}
      {versions.hasNextPage ? (
        <Button className="more" loading={versions.isFetchingNextPage} onClick={() => void versions.fetchNextPage()}>
          {t("records.more")}
        </Button>
      ) : null}
      {shown?.kind === "compare" && current !== null ? (
        <Compare app={app} from={shown.number} to={current} onClose={() => show(null)} />
      ) : null}
      {shown?.kind === "back" ? <RollBack app={app} number={shown.number} onClose={() => show(null)} /> : null}
    </Drawer>
  );
}

function Compare({ app, from, to, onClose }: { app: string; from: number; to: number; onClose: () => void }) {
  const { t } = useTexts();
  const found = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/versions/{number}/compare", undefined, signal, { app, number: from, to }),
    queryKey: ["versions", app, "compare", from, to],
  });
  return (
    <Drawer open size={640} title={t("apps.compareWith", { from, to })} onClose={onClose}>
      <Loaded of={found}>
        {(changes) => (
          <>
            <p className="quiet">{t("apps.changeCount", { count: changes.length })}</p>
            <ChangeList changes={changes} count={changes.length} />
          </>
        )}
      </Loaded>
    </Drawer>
  );
}

function RollBack({ app, number, onClose }: { app: string; number: number; onClose: () => void }) {
  const { t } = useTexts();
  const { message } = App.useApp();
  const { act, busy } = useAct("apps", "versions", "workplace", "roles", "audit", "draft", "form-page");
  const [note, setNote] = useState("");
  const preview = useQuery({
    gcTime: 0,
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/versions/{number}/preview", undefined, signal, { app, number }),
    queryKey: ["preview", app, number],
    staleTime: 0,
  });
  const back = () =>
    act(async () => {
      const done = await ask("POST /api/apps/{app}/roll-back", { note, number }, undefined, { app });
      void message.success(t("apps.rolledBack", { number: done.number }));
      onClose();
    });
  return (
    <Drawer open size={640} title={t("apps.rollBackTitle", { number })} onClose={onClose}>
      <Loaded of={preview}>
        {(found) => (
          <div className="stacked">
            <PreviewView preview={found} />
            <Labelled label={t("apps.note")}>
              {(id) => <Input id={id} maxLength={2000} value={note} onChange={({ target }) => setNote(target.value)} />}
            </Labelled>
            <Button danger disabled={isWrong(found)} loading={busy} type="primary" onClick={() => void back()}>
              {t("apps.rollBackNow")}
            </Button>
          </div>
        )}
      </Loaded>
    </Drawer>
  );
}
