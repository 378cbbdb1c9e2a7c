import { SearchOutlined } from "@ant-design/icons";
import { Input, Select } from "antd";
import { type ReactNode, useState } from "react";
import { useTexts } from "../../core/language";
import type { Dictionary, Entry } from "../../generated/specs";
import { Nothing } from "../../ui/nothing";
import type { PlaceProps } from "../places";
import { usePlace } from "../session";
import { AppChoice, useAppNames } from "./app-choice";
import { type AppDraft, useAppDraft } from "./app-draft";
import { DraftBar } from "./draft-bar";
import { EntryList } from "./entry-list";
import { Loaded } from "./loaded";
import { PageHead } from "./page-head";

/** The data dictionaries of an app, edited as a draft of it: `#/admin/dictionaries/<app>/<dictionary>`. */
export function DictionariesPage({ path }: PlaceProps) {
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
          <AppChoice labels={labels} names={names} value={app} onChange={(next) => go(`admin/dictionaries/${next}`)} />
        );
        return <OfApp key={app} app={app} choice={choice} wanted={path[1]} />;
      }}
    </Loaded>
  );
}

function OfApp({ app, choice, wanted }: { app: string; choice: ReactNode; wanted: string | undefined }) {
  const { t } = useTexts();
  const { draft, loaded } = useAppDraft(app);
  return (
    <>
      <PageHead hint={t("apps.dictionaries")} title={t("admin.pages.dictionaries")}>
        {draft === undefined ? null : <DraftBar app={app} draft={draft} />}
      </PageHead>
      <Loaded of={loaded}>
        {() => (draft === undefined ? null : <OneDictionary app={app} choice={choice} draft={draft} wanted={wanted} />)}
      </Loaded>
    </>
  );
}

function OneDictionary({
  app,
  choice,
  draft,
  wanted,
}: {
  app: string;
  choice: ReactNode;
  draft: AppDraft;
  wanted: string | undefined;
}) {
  const { say, t } = useTexts();
  const { go } = usePlace();
  const [search, setSearch] = useState("");
  const all = Object.values(draft.document.dictionaries ?? {});
  const one = all.find(({ name }) => name === wanted) ?? all[0];
  const change = (entries: readonly Entry[]) => {
    if (one === undefined) return;
    const next: Dictionary = { ...one, entries };
    draft.change({
      ...draft.document,
      dictionaries: { ...draft.document.dictionaries, [one.name]: next },
    });
  };
  return (
    <>
      <div className="list-tools">
        {choice}
        {one === undefined ? null : (
          <>
            <Select<string>
              aria-label={t("apps.dictionary")}
              className="list-filter"
              options={all.map((each) => ({ label: say(each.label), value: each.name }))}
              value={one.name}
              onChange={(next) => go(`admin/dictionaries/${app}/${next}`)}
            />
            <Input
              allowClear
              aria-label={t("apps.searchEntries")}
              className="list-search"
              placeholder={t("apps.searchEntries")}
              prefix={<SearchOutlined aria-hidden />}
              value={search}
              onChange={({ target }) => setSearch(target.value)}
            />
          </>
        )}
      </div>
      {one === undefined ? (
        <Nothing hint={t("apps.noDictionariesHint")} title={t("apps.noDictionaries")} />
      ) : (
        <EntryList
          key={one.name}
          app={app}
          base={draft.base}
          dictionary={one.name}
          entries={one.entries ?? []}
          search={search.trim().toLowerCase()}
          onChange={change}
        />
      )}
    </>
  );
}
