import { SearchOutlined } from "@ant-design/icons";
import { Input, Select } from "antd";
import { useState } from "react";
import { useTexts } from "../../core/language";
import type { Dictionary, Entry } from "../../generated/specs";
import { Nothing } from "../../ui/nothing";
import type { PlaceProps } from "../places";
import { DraftPage, type Work } from "./draft-page";
import { EntryList } from "./entry-list";

/** The data dictionaries of an app: `#/admin/dictionaries/<app>/<dictionary>`. */
export function DictionariesPage({ path }: PlaceProps) {
  const { t } = useTexts();
  return (
    <DraftPage hint={t("apps.dictionaries")} path={path} place="dictionaries" title={t("admin.pages.dictionaries")}>
      {(work) => <OneDictionary {...work} />}
    </DraftPage>
  );
}

function OneDictionary({ app, choice, draft, wanted, show }: Work) {
  const { say, t } = useTexts();
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
              onChange={show}
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
