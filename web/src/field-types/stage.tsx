import { CheckOutlined } from "@ant-design/icons";
import { useEffect, useMemo, useRef } from "react";
import type { Language } from "../core/language";
import { useTexts } from "../core/language";
import { shownColour } from "../fields/colours";
import type { CellProps, FieldType, InputProps, Json } from "../fields/field-type";
import { lineOf } from "../fields/line-input";
import { OptionTag } from "../fields/option-tag";
import { useSiblings } from "../fields/sources";
import { TEXT } from "../fields/values";
import type { StageField, State } from "../generated/forms";

const OUTCOMES = { closed: "#8a94a3", lost: "#c0272d", open: null, won: "#13744a" } as const;

function stateOf(field: StageField, value: Json): State | undefined {
  return field.states.find((one) => one.name === value);
}

function shown(value: Json, field: StageField, language: Language): string {
  return stateOf(field, value)?.label[language] ?? lineOf(value);
}

/** Returns the states that people may go to: every one where the field names no ways, none that only flows go to. */
export function targets(field: StageField, from: Json): ReadonlySet<string> {
  const all = field.states.map((one) => one.name);
  const ways = waysFrom(field, from).filter((way) => way.automatic !== true);
  return new Set((field.transitions ?? []).length === 0 ? all : ways.map((way) => way.target));
}

/** Returns the ways that leave a state. */
function waysFrom({ states, transitions = [] }: StageField, from: Json) {
  const open = (states.find((one) => one.name === from)?.outcome ?? "open") === "open";
  return transitions.filter((way) => (way.source == null ? open : way.source === from));
}

/** Returns the states that a record in a state has surely been in: those by which every way leads there. */
export function surelyPassed(field: StageField, present: Json): ReadonlySet<string> {
  const first = field.initial ?? field.states[0]?.name ?? null;
  const reaches = (without: string | null): boolean => {
    const seen = new Set<Json>([first]);
    for (const from of seen) {
      if (from === present) return true;
      for (const way of waysFrom(field, from)) if (way.target !== without) seen.add(way.target);
    }
    return false;
  };
  const ways = (field.transitions ?? []).length > 0;
  // Where every state can be chosen at any time, or none of the ways leads there, nothing is sure.
  if (!ways || present === first || !reaches(null)) return new Set();
  const others = field.states.map((one) => one.name).filter((name) => name !== present);
  return new Set(others.filter((name) => name === first || !reaches(name)));
}

function Input({ disabled, field, id, label, offers, onChange, value }: InputProps<StageField>) {
  const { say, t } = useTexts();
  const present = stateOf(field, value)?.name ?? field.initial ?? field.states[0]?.name ?? null;
  // The ways begin at what is saved: whoever has chosen another state can still choose anew.
  const stored = useSiblings().stored?.(field.name) ?? present;
  const reachable = targets(field, stored);
  const leading = new Set(waysFrom(field, stored).map((way) => way.target));
  const whyNot = (name: string) =>
    t(leading.has(name) && !reachable.has(name) ? "fields.stageAutomatic" : "fields.stageClosed");
  const at = field.states.findIndex((one) => one.name === present);
  const sure = useMemo(() => surelyPassed(field, present), [field, present]);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // Where there is no room for all states, the present one is in sight, and the one before it if there was any.
    const whole = list.current;
    const first = whole?.querySelector<HTMLElement>(`li:nth-child(${Math.max(at, 1)})`);
    const here = whole?.querySelector<HTMLElement>(`li:nth-child(${at + 1})`);
    if (!whole || !first || !here) return;
    const fits = here.offsetLeft + here.offsetWidth - whole.offsetLeft <= whole.clientWidth;
    const both = here.offsetLeft + here.offsetWidth - first.offsetLeft <= whole.clientWidth;
    whole.scrollLeft = fits ? 0 : (both ? first : here).offsetLeft - whole.offsetLeft - 2;
  }, [at]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by the keyboard where no state can be chosen
    <ol ref={list} className="stages" id={id} aria-label={label} tabIndex={0}>
      {field.states.map((one, position) => {
        const here = one.name === present;
        const passed = position < at && sure.has(one.name);
        const off = disabled || (!here && one.name !== stored && (!reachable.has(one.name) || !offers(one.name)));
        return (
          <li key={one.name} data-state={here ? "here" : passed ? "passed" : "ahead"}>
            <button
              type="button"
              aria-current={here ? "step" : undefined}
              disabled={off}
              style={here && one.colour ? { borderColor: shownColour(one.colour) } : undefined}
              title={off && !here ? whyNot(one.name) : undefined}
              onClick={() => here || onChange(one.name)}
            >
              {passed ? <CheckOutlined aria-hidden /> : null}
              {say(one.label)}
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function Cell({ field, value }: CellProps<StageField>) {
  const { language } = useTexts();
  const state = stateOf(field, value);
  const colour = state?.colour ?? OUTCOMES[state?.outcome ?? "open"] ?? "#2f54d8";
  return (
    <span className="chip">
      <OptionTag colour={colour}>{shown(value, field, language)}</OptionTag>
    </span>
  );
}

/** The state of a record, and the ways between states. */
export const type: FieldType<StageField> = {
  ...TEXT,
  Cell,
  group: true,
  Input,
  text: shown,
  understood: (text, field) => {
    const word = text.trim();
    return field.states.find((one) => Object.values(one.label).includes(word))?.name ?? (word || null);
  },
};
