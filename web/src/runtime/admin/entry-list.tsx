import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Switch, Tooltip } from "antd";
import { useTexts } from "../../core/language";
import type { Entry } from "../../generated/specs";
import { Nothing } from "../../ui/nothing";
import { usePublishedApp } from "./published-app";

interface Given {
  readonly entries: readonly Entry[];
  /** The keys that are published, which stay for the records that have them. */
  readonly kept: ReadonlySet<string>;
  readonly search: string;
  readonly fresh: () => string;
  readonly onChange: (entries: readonly Entry[]) => void;
}

/** The entries of a dictionary: renamed, put in order, switched off, added, also below others. */
export function EntryList({
  app,
  dictionary,
  base,
  entries,
  search,
  onChange,
}: {
  app: string;
  dictionary: string;
  base: number | null;
  entries: readonly Entry[];
  search: string;
  onChange: (entries: readonly Entry[]) => void;
}) {
  const { t } = useTexts();
  const before = usePublishedApp(app, base);
  const kept = new Set(keysOf(before === null ? entries : (before.dictionaries?.[dictionary]?.entries ?? [])));
  const fresh = () => {
    const taken = new Set([...keysOf(entries), ...kept]);
    let number = taken.size + 1;
    while (taken.has(`entry_${number}`)) number += 1;
    return `entry_${number}`;
  };
  const add = () => onChange([...entries, emptyEntry(fresh())]);
  return (
    <section className="pane entries" aria-label={t("apps.dictionary")}>
      {entries.length === 0 ? (
        <Nothing hint={t("apps.noEntriesHint")} title={t("apps.noEntries")} />
      ) : (
        <Level entries={entries} fresh={fresh} kept={kept} search={search} onChange={onChange} />
      )}
      <Button icon={<PlusOutlined />} onClick={add}>
        {t("apps.addEntry")}
      </Button>
    </section>
  );
}

function emptyEntry(key: string): Entry {
  return { key, label: { en: "New entry", "zh-CN": "新条目" } };
}

function keysOf(entries: readonly Entry[]): string[] {
  return entries.flatMap((one) => [one.key, ...keysOf(one.entries ?? [])]);
}

/** Returns whether an entry, or one below it, holds what is looked for. */
function holds(entry: Entry, search: string): boolean {
  const own = `${entry.key} ${entry.label.en} ${entry.label["zh-CN"]}`.toLowerCase().includes(search);
  return own || (entry.entries ?? []).some((one) => holds(one, search));
}

function Level(given: Given) {
  const { entries, search, onChange } = given;
  const set = (at: number, part: Partial<Entry>) =>
    onChange(entries.map((one, position) => (position === at ? { ...one, ...part } : one)));
  const move = (at: number, by: number) => {
    const one = entries[at];
    if (one !== undefined) onChange(entries.toSpliced(at, 1).toSpliced(at + by, 0, one));
  };
  return (
    <ul className="entry-level">
      {entries.map((one, at) =>
        search !== "" && !holds(one, search) ? null : (
          // A key that is not published yet can still be written, so the place names the line.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={at}>
            <Line
              entry={one}
              first={at === 0}
              given={given}
              last={at === entries.length - 1}
              onMove={(by) => move(at, by)}
              onRemove={() => onChange(entries.toSpliced(at, 1))}
              onSet={(part) => set(at, part)}
            />
            {(one.entries ?? []).length > 0 ? (
              <Level {...given} entries={one.entries ?? []} onChange={(inner) => set(at, { entries: inner })} />
            ) : null}
          </li>
        ),
      )}
    </ul>
  );
}

function Line({
  entry,
  given,
  first,
  last,
  onSet,
  onMove,
  onRemove,
}: {
  entry: Entry;
  given: Given;
  first: boolean;
  last: boolean;
  onSet: (part: Partial<Entry>) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}) {
  const { say, t } = useTexts();
  const name = say(entry.label);
  const published = given.kept.has(entry.key);
  const label = (part: Partial<Entry["label"]>) => onSet({ label: { ...entry.label, ...part } });
  return (
    <div className={`entry${entry.active === false ? " off" : ""}`}>
      <Tooltip title={published ? t("apps.keyHint") : undefined}>
        <Input
          aria-label={`${t("apps.key")} ${name}`}
          className="entry-key"
          disabled={published}
          maxLength={60}
          value={entry.key}
          onChange={({ target }) => onSet({ key: target.value.replace(/[\s,]/g, "") })}
        />
      </Tooltip>
      <Input
        aria-label={`${t("apps.labelZh")} ${entry.key}`}
        lang="zh-CN"
        value={entry.label["zh-CN"]}
        onChange={({ target }) => label({ "zh-CN": target.value })}
      />
      <Input
        aria-label={`${t("apps.labelEn")} ${entry.key}`}
        lang="en"
        value={entry.label.en}
        onChange={({ target }) => label({ en: target.value })}
      />
      <span className="switch-line">
        <Switch
          aria-label={`${t("apps.active")} ${name}`}
          checked={entry.active !== false}
          size="small"
          onChange={(active) => onSet({ active })}
        />
        <span className="entry-active">{t("apps.active")}</span>
      </span>
      <span className="row-tools">
        <Button
          aria-label={`${t("admin.up")} ${name}`}
          disabled={first}
          icon={<ArrowUpOutlined />}
          size="small"
          type="text"
          onClick={() => onMove(-1)}
        />
        <Button
          aria-label={`${t("admin.down")} ${name}`}
          disabled={last}
          icon={<ArrowDownOutlined />}
          size="small"
          type="text"
          onClick={() => onMove(1)}
        />
        <Button
          aria-label={t("apps.addBelow", { name })}
          icon={<PlusOutlined />}
          size="small"
          type="text"
          onClick={() => onSet({ entries: [...(entry.entries ?? []), emptyEntry(given.fresh())] })}
        />
        <Tooltip title={published ? t("apps.removeEntryHint") : undefined}>
          <Button
            aria-label={t("apps.removeEntry", { name })}
            danger
            disabled={published}
            icon={<DeleteOutlined />}
            size="small"
            type="text"
            onClick={onRemove}
          />
        </Tooltip>
      </span>
    </div>
  );
}
