import { Select, Spin } from "antd";
import { useEffect, useState } from "react";
import { useTexts } from "../core/language";
import { useRested } from "../core/moments";
import type { InputProps } from "./field-type";
import { lookOfInput, marksOf } from "./marks";
import { type Candidate, useSiblings, useSources, useTitle } from "./sources";
import { texts } from "./values";

/** An input that looks for records, people or departments while somebody writes. */
export function RecordPicker({
  props,
  target,
  several,
}: {
  props: InputProps<{ readonly name: string }>;
  target: string;
  several: boolean;
}) {
  const { t } = useTexts();
  const { titles } = useSources();
  // A cell that somebody begins to write in shows at once what there is to choose.
  const [open, setOpen] = useState(props.compact);
  const [search, setSearch] = useState("");
  const { found, state } = useCandidates(props.field.name, target, useRested(search, 250), open);
  const chosen = several ? texts(props.value) : typeof props.value === "string" ? [props.value] : [];
  const offered = found.map((one) => ({ label: <Offer one={one} />, name: one.title, value: one.id }));
  const known = new Set(found.map((one) => one.id));
  const kept = chosen
    .filter((id) => !known.has(id))
    .map((id) => ({ label: <RecordName id={id} />, name: id, value: id }));
  const take = (ids: readonly string[]) => {
    titles.learn(Object.fromEntries(found.filter((one) => ids.includes(one.id)).map((one) => [one.id, one.title])));
    props.onChange(several ? (ids.length === 0 ? null : ids) : (ids[0] ?? null));
  };
  return (
    <Select<string | string[], { label: React.ReactNode; name: string; value: string }>
      {...marksOf(props)}
      {...lookOfInput(props)}
      allowClear
      className="wide"
      labelRender={({ value }) => <RecordName id={String(value)} />}
      loading={state === "waiting"}
      notFoundContent={<Answer state={state} />}
      open={open}
      options={search === "" ? [...kept, ...offered] : offered}
      placeholder={props.placeholder ?? t("fields.search")}
      showSearch={{ filterOption: false, onSearch: setSearch, searchValue: search }}
      value={several ? [...chosen] : (chosen[0] ?? null)}
      onChange={(value: string | string[] | undefined) => {
        take(value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);
        setSearch("");
      }}
      onOpenChange={setOpen}
      {...(several ? { mode: "multiple" as const } : {})}
    />
  );
}

type State = "waiting" | "failed" | "there";

function useCandidates(name: string, target: string, search: string, open: boolean) {
  const sources = useSources();
  const siblings = useSiblings();
  const [found, setFound] = useState<readonly Candidate[]>([]);
  const [state, setState] = useState<State>("there");
  useEffect(() => {
    if (!open) return;
    let wanted = true;
    setState("waiting");
    sources.candidates(siblings.place(name), target, search, siblings.all()).then(
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
  return { found, state };
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
