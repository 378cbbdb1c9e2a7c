import type { ReactNode } from "react";
import { useTexts } from "../../core/language";
import { Nothing } from "../../ui/nothing";
import { usePlace } from "../session";
import { AppChoice, useAppNames } from "./app-choice";
import { type AppDraft, useAppDraft } from "./app-draft";
import { DraftBar } from "./draft-bar";
import { Loaded } from "./loaded";
import { PageHead } from "./page-head";

/** What a page works on. */
export interface Work {
  readonly app: string;
  readonly draft: AppDraft;
  /** Where another app is chosen. */
  readonly choice: ReactNode;
  /** The part of the app that the address names. */
  readonly wanted: string | undefined;
  /** Goes to another part. */
  readonly show: (part: string) => void;
}

/** A page on which a part of an app is edited as a draft of it: `#/admin/<place>/<app>/<part>`. */
export function DraftPage({
  path,
  place,
  title,
  hint,
  children,
}: {
  path: readonly string[];
  place: string;
  title: string;
  hint: string;
  children: (work: Work) => ReactNode;
}) {
  const { t } = useTexts();
  const { go } = usePlace();
  const { found, labels } = useAppNames();
  return (
    <Loaded of={found}>
      {(all) => {
        const names = all.filter((one) => one.current_version !== null).map((one) => one.name);
        const app = names.find((one) => one === path[0]) ?? names[0];
        if (app === undefined) return <Nothing hint={t("rights.noAppsHint")} title={t("rights.noApps")} />;
        const choice = (
          <AppChoice labels={labels} names={names} value={app} onChange={(next) => go(`admin/${place}/${next}`)} />
        );
        return (
          <OfApp key={app} app={app} hint={hint} title={title}>
            {(draft) =>
              children({
                app,
                choice,
                draft,
                show: (part) => go(`admin/${place}/${app}/${part}`),
                wanted: path[1],
              })
            }
          </OfApp>
        );
      }}
    </Loaded>
  );
}

function OfApp({
  app,
  title,
  hint,
  children,
}: {
  app: string;
  title: string;
  hint: string;
  children: (draft: AppDraft) => ReactNode;
}) {
  const { draft, loaded } = useAppDraft(app);
  return (
    <>
      <PageHead hint={hint} title={title}>
        {draft === undefined ? null : <DraftBar app={app} draft={draft} />}
      </PageHead>
      <Loaded of={loaded}>{() => (draft === undefined ? null : children(draft))}</Loaded>
    </>
  );
}
