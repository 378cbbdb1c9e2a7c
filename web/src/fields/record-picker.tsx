import { ExportOutlined, PlusOutlined, UnorderedListOutlined } from "@ant-design/icons";
import { Button, Select, Spin } from "antd";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTexts } from "../core/language";
import { useMedia, useRested } from "../core/moments";
import type { InputProps } from "./field-type";
import { lookOfInput, marksOf } from "./marks";
import { recentOf, remember } from "./recent";
import { type Candidate, type Sources, useSiblings, useSources, useTitle } from "./sources";
import { texts } from "./values";

// Both hold whole forms, which hold pickers: they cannot be imported at once.
const Browser = lazy(() => import("../runtime/form/record-browser").then((it) => ({ default: it.RecordBrowser })));
const Creator = lazy(() => import("../runtime/form/quick-create").then((it) => ({ default: it.QuickCreate })));

interface PickerField {
  readonly name: string;
  readonly kind: string;
  readonly create?: boolean;
}

/** An input that looks for records, people or departments while somebody writes. */
export function RecordPicker({
  props,
  target,
  several,
}: {
  props: InputProps<PickerField>;
  target: string;
  several: boolean;
}) {
  const { creates, titles } = useSources();
  const [beside, show] = useState<"browser" | "creator" | null>(null);
  const [typed, type] = useState("");
  const chosen = several ? texts(props.value) : typeof props.value === "string" ? [props.value] : [];
  const records = props.field.kind === "reference";
  const canCreate = records && props.field.create !== false && creates?.(target) === true;
  const change = (ids: readonly string[]) => {
    if (records) remember(target, ids);
    props.onChange(several ? (ids.length === 0 ? null : ids) : (ids.at(-1) ?? null));
  };
  const add = (one: { readonly id: string; readonly title: string }) => {
    titles.learn({ [one.id]: one.title });
    change(several ? [...chosen.filter((id) => id !== one.id), one.id] : [one.id]);
    show(null);
  };
  return (
    <span className="picker">
      <Choice
        canCreate={canCreate}
        chosen={chosen}
        props={props}
        several={several}
        target={target}
        onBeside={(what, text) => {
          type(text);
          show(what);
        }}
        onChange={change}
      />
      {props.compact || several || chosen[0] === undefined ? null : <OpenLink id={chosen[0]} target={target} />}
      {beside === "browser" ? (
        <Suspense fallback={null}>
          <Browser
            chosen={chosen}
            field={props.field.name}
            label={props.label}
            several={several}
            target={target}
            onChoose={(ids) => {
              change(ids);
              show(null);
            }}
            onClose={() => show(null)}
            onCreate={canCreate ? () => show("creator") : null}
          />
        </Suspense>
      ) : beside === "creator" ? (
        <Suspense fallback={null}>
          <Creator target={target} title={typed} onClose={() => show(null)} onCreated={add} />
        </Suspense>
      ) : null}
    </span>
  );
}

interface ChoiceProps {
  readonly props: InputProps<PickerField>;
  readonly target: string;
  readonly several: boolean;
  readonly chosen: readonly string[];
  readonly canCreate: boolean;
  readonly onChange: (ids: readonly string[]) => void;
  readonly onBeside: (what: "browser" | "creator", typed: string) => void;
}

function Choice({ props, target, several, chosen, canCreate, onChange, onBeside }: ChoiceProps) {
  const { t } = useTexts();
  const { app, titles } = useSources();
  const narrow = useMedia("(max-width: 640px)");
  const records = props.field.kind === "reference" && app !== undefined;
  // A cell that somebody begins to write in shows at once what there is to choose.
  const [open, setOpen] = useState(props.compact);
  const [search, setSearch] = useState("");
  const { found, recent, state } = useCandidates(props.field.name, target, useRested(search, 250), open);
  const offered = found.map(optionOf);
  const known = new Set([...found, ...recent].map((one) => one.id));
  const kept = chosen
    .filter((id) => !known.has(id))
    .map((id) => ({ label: <RecordName id={id} />, name: id, value: id }));
  const again = recent.filter((one) => !chosen.includes(one.id));
  const rest = offered.filter((one) => !again.some((other) => other.id === one.value));
  const options =
    search !== ""
      ? offered
      : again.length === 0
        ? [...kept, ...offered]
        : [...kept, { label: t("filling.recent"), options: again.map(optionOf) }, { label: "", options: rest }];
  const beside = (what: "browser" | "creator") => {
    setOpen(false);
    onBeside(what, search);
    setSearch("");
  };
  return (
    <Select<string | string[]>
      {...marksOf(props)}
      {...lookOfInput(props)}
      allowClear
      className="wide"
      labelRender={({ value }) => <RecordName id={String(value)} />}
      loading={state === "waiting"}
      notFoundContent={<Answer state={state} />}
      open={open}
      options={options}
      placeholder={props.placeholder ?? t("fields.search")}
      popupMatchSelectWidth={props.compact ? 280 : true}
      popupRender={(list) =>
        records ? (
          <>
            {list}
            <PickerFoot create={canCreate} onBrowse={() => beside("browser")} onCreate={() => beside("creator")} />
          </>
        ) : (
          list
        )
      }
      showSearch={{ filterOption: false, onSearch: setSearch, searchValue: search }}
      value={several ? [...chosen] : (chosen[0] ?? null)}
      onChange={(value: string | string[] | undefined) => {
        const ids = value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
        const named = [...found, ...recent].filter((one) => ids.includes(one.id));
        titles.learn(Object.fromEntries(named.map((one) => [one.id, one.title])));
        onChange(ids);
        setSearch("");
      }}
      onOpenChange={(wanted) => {
        // A list in a small window hides what is chosen from: the whole window is given to it.
        if (wanted && narrow && records) beside("browser");
        else setOpen(wanted);
      }}
      {...(several ? { mode: "multiple" as const } : {})}
    />
  );
}

function optionOf(one: Candidate) {
  return { label: <Offer one={one} />, name: one.title, value: one.id };
}

function PickerFoot({ create, onBrowse, onCreate }: { create: boolean; onBrowse: () => void; onCreate: () => void }) {
  const { t } = useTexts();
  // The list would close before a click arrives.
  const hold = (event: React.MouseEvent) => event.preventDefault();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the buttons inside are what is pressed
    <div className="picker-foot" onMouseDown={hold}>
      <Button icon={<UnorderedListOutlined />} size="small" type="text" onClick={onBrowse}>
        {t("filling.browse")}
      </Button>
      {create ? (
        <Button icon={<PlusOutlined />} size="small" type="text" onClick={onCreate}>
          {t("filling.create")}
        </Button>
      ) : null}
    </div>
  );
}

function OpenLink({ id, target }: { id: string; target: string }) {
  const { t } = useTexts();
  const { page } = useSources();
  const name = useTitle(id);
  const address = page?.(target, id) ?? null;
  if (address === null) return null;
  return (
    <a className="open-record" aria-label={t("filling.openRecord", { name })} href={address} title={name}>
      <ExportOutlined aria-hidden />
    </a>
  );
}

type State = "waiting" | "failed" | "there";

function useCandidates(name: string, target: string, search: string, open: boolean) {
  const sources = useSources();
  const siblings = useSiblings();
  const [found, setFound] = useState<readonly Candidate[]>([]);
  const [recent, setRecent] = useState<readonly Candidate[]>([]);
  const [state, setState] = useState<State>("there");
  useEffect(() => {
    if (!open) return;
    let wanted = true;
    setState("waiting");
    const place = siblings.place(name);
    sources.candidates(place, target, search, siblings.all()).then(
      ({ candidates }) => {
        if (!wanted) return;
        setFound(candidates);
        setState("there");
      },
      () => wanted && setState("failed"),
    );
    return () => {
      wanted = false;
    };
  }, [sources, siblings, name, target, search, open]);
  useEffect(() => {
    if (!open) return;
    let wanted = true;
    void recentCandidates(sources, siblings.place(name), target, siblings.all()).then(
      (candidates) => wanted && setRecent(candidates),
    );
    return () => {
      wanted = false;
    };
  }, [sources, siblings, name, target, open]);
  return { found, recent, state };
}

/** Returns those chosen lately that may still be chosen here. */
async function recentCandidates(
  sources: Sources,
  place: string,
  target: string,
  record: Parameters<Sources["candidates"]>[3],
): Promise<readonly Candidate[]> {
  const ids = recentOf(target);
  if (ids.length === 0) return [];
  try {
    const { candidates } = await sources.candidates(place, target, "", record, { ids });
    return [...candidates].sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id));
  } catch {
    return [];
  }
}

function Answer({ state }: { state: State }) {
  const { t } = useTexts();
  if (state === "waiting") return <Spin size="small" />;
  return <span className="quiet">{t(state === "failed" ? "fields.searchFailed" : "fields.nothingFound")}</span>;
}

function Offer({ one }: { one: Candidate }) {
  return (
    <span className="offer">
      <span>{one.title}</span>
      {one.note === undefined ? null : <span className="quiet">{one.note}</span>}
    </span>
  );
}

/** What a record is called. */
export function RecordName({ id }: { id: string }) {
  return <>{useTitle(id)}</>;
}

/** What a record is called, leading to it. */
export function RecordLink({ id, target }: { id: string; target: string }) {
  const { page } = useSources();
  const address = page?.(target, id) ?? null;
  const name = <RecordName id={id} />;
  return address === null ? name : <a href={address}>{name}</a>;
}

/** What several records are called, in one line. */
export function RecordNames({ ids }: { ids: readonly string[] }) {
  return (
    <span className="cell-tags">
      {ids.map((id) => (
        <span key={id} className="chip">
          <RecordName id={id} />
        </span>
      ))}
    </span>
  );
}
