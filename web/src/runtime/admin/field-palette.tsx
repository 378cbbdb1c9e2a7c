import { Drawer, Input } from "antd";
import { useState } from "react";
import { useTexts } from "../../core/language";
import type { FieldKind } from "../../generated/forms";
import { PALETTE } from "../../generated/palette";
import { Nothing } from "../../ui/nothing";

const GROUPS = ["text", "number", "time", "choice", "people", "relation", "file", "computed", "special"] as const;

/** The kinds of fields to choose from, in groups, with what each is for. */
export function FieldPalette({ onChoose, onClose }: { onChoose: (kind: FieldKind) => void; onClose: () => void }) {
  const { say, t } = useTexts();
  const [search, setSearch] = useState("");
  const sought = search.trim().toLowerCase();
  const kinds = (Object.entries(PALETTE) as [FieldKind, (typeof PALETTE)[FieldKind]][]).filter(([kind, one]) =>
    [kind, one.label.en, one.label["zh-CN"], one.about.en, one.about["zh-CN"]].some((text) =>
      text.toLowerCase().includes(sought),
    ),
  );
  return (
    <Drawer open size={520} title={t("settings.addTitle")} onClose={onClose}>
      <div className="stacked">
        <Input.Search
          allowClear
          aria-label={t("settings.search")}
          autoFocus
          placeholder={t("settings.search")}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
        {kinds.length === 0 ? <Nothing hint={t("settings.noKindHint")} title={t("settings.noKind")} /> : null}
        {GROUPS.map((group) => {
          const members = kinds.filter(([, one]) => one.group === group);
          return members.length === 0 ? null : (
            <section key={group}>
              <h3 className="palette-group">{t(`settings.groups.${group}`)}</h3>
              <div className="palette">
                {members.map(([kind, one]) => (
                  <button key={kind} type="button" className="palette-kind" onClick={() => onChoose(kind)}>
                    <strong>{say(one.label)}</strong>
                    <span className="quiet">{say(one.about)}</span>
                  </button>
                ))}
              </div>
            </section>
          );
        })}
      </div>
    </Drawer>
  );
}
