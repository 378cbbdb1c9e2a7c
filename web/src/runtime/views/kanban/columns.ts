import type { Language } from "../../../core/language";
import type { Json } from "../../../fields/field-type";
import type { Titles } from "../../../fields/sources";
import { same } from "../../../fields/values";
import type { Board, BoardColumn, RecordView } from "../../../generated/api";
import type { AnyField, Dictionary, Entry } from "../../../generated/forms";
import { columnValue } from "../../system";

const OUTCOMES = { closed: "#8a94a3", lost: "#c0272d", open: null, won: "#13744a" } as const;

/** A column of a board. */
export interface Column {
  /** The value of its records; null is none. */
  readonly value: Json;
  /** What tells it from the others. */
  readonly key: string;
  readonly text: string;
  readonly colour: string | null;
  /** What the server found for it; nothing for a value that no record has. */
  readonly found: BoardColumn | null;
}

interface Known {
  readonly value: Json;
  readonly text: string;
  readonly colour: string | null;
}

/** Returns the columns of a board: first the values that the field names, in their order, then what else is found. */
export function columnsOf(
  board: Board,
  field: AnyField,
  dictionary: Dictionary | undefined,
  language: Language,
  words: { readonly nothing: string; readonly on: string; readonly off: string },
): readonly Column[] {
  const known = knownValues(field, dictionary, language, words);
  const listed = known.map((one) =>
    column(
      one,
      board.columns.find((each) => same(each.value as Json, one.value)),
    ),
  );
  const others = board.columns
    .filter((each) => !known.some((one) => same(one.value, each.value as Json)))
    .map((each) => {
      const text = each.value === null ? words.nothing : each.text || String(each.value);
      return column({ colour: null, text, value: each.value as Json }, each);
    });
  // Records without a value stand first: somebody has to look at them.
  return [...others.filter((one) => one.value === null), ...listed, ...others.filter((one) => one.value !== null)];
}

function column(one: Known, found: BoardColumn | undefined): Column {
  return { ...one, found: found ?? null, key: one.value === null ? "" : `=${String(one.value)}` };
}

function knownValues(
  field: AnyField,
  dictionary: Dictionary | undefined,
  language: Language,
  words: { readonly on: string; readonly off: string },
): readonly Known[] {
  switch (field.kind) {
    case "stage":
      return field.states.map((one) => ({
        colour: one.colour ?? OUTCOMES[one.outcome ?? "open"],
        text: one.label[language],
        value: one.name,
      }));
    case "choice":
      return field.options
        .filter((one) => one.active !== false)
        .map((one) => ({ colour: one.colour ?? null, text: one.label[language], value: one.value }));
    case "dictionary":
      return leaves(dictionary?.entries ?? []).map((one) => ({
        colour: null,
        text: one.label[language],
        value: one.key,
      }));
    case "switch":
      return [
        { colour: null, text: field.on?.[language] ?? words.on, value: true },
        { colour: null, text: field.off?.[language] ?? words.off, value: false },
      ];
    default:
      return [];
  }
}

function leaves(entries: readonly Entry[]): readonly Entry[] {
  return entries.flatMap((one) => [one, ...leaves(one.entries ?? [])]);
}

/** Returns the records of a column, with what is shown before the server has taken it. */
export function cardsIn(
  { value }: Column,
  all: readonly RecordView[],
  by: string,
  change: (record: RecordView) => RecordView,
  binary: boolean,
): readonly RecordView[] {
  return all.map(change).filter((record) => {
    const mine = columnValue(record, by);
    return same(binary ? mine === true : mine, value);
  });
}

/** Makes known what the records of a board refer to. */
export function learnTitles(titles: Titles, board: Board): void {
  for (const one of board.columns) titles.learn(one.page.titles ?? {});
}
