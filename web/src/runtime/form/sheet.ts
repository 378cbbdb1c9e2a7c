import type { Json } from "../../fields/field-type";
import type { Diagnostic } from "../../generated/api";
import type { Context, Value } from "../../language";
import type { Plot } from "./logic";

/** Something that is wrong with a value: nothing where something has to be, a rule, or what the server told. */
export type Mistake =
  | { readonly kind: "missing" }
  | { readonly kind: "told"; readonly found: Pick<Diagnostic, "message" | "hint" | "severity"> };

/** What a page shows of a field; another one when anything of it changes. */
export interface Cell {
  readonly value: Json;
  readonly visible: boolean;
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly masked: boolean;
  readonly mistakes: readonly Mistake[];
  /** The options that are not offered now. */
  readonly withheld: ReadonlySet<string>;
}

/** Returns whether a page shows the same of a field, so that nothing has to be drawn again. */
export function looksSame(one: Cell, other: Cell): boolean {
  return (
    one.value === other.value &&
    one.visible === other.visible &&
    one.required === other.required &&
    one.readOnly === other.readOnly &&
    one.masked === other.masked &&
    one.mistakes.length === 0 &&
    other.mistakes.length === 0 &&
    one.withheld.size === 0 &&
    other.withheld.size === 0
  );
}

/** What conditions say about a field. */
export interface Flags {
  visible: boolean;
  required: boolean;
  readOnly: boolean;
  failing: Set<number>;
  withheld: Set<string>;
}

/** The names of a row before those around it. */
export class Layered extends Map<string, Value> {
  readonly #own: Context;
  readonly #around: Context;

  constructor(own: Context, around: Context) {
    super();
    this.#own = own;
    this.#around = around;
  }

  override get(name: string): Value | undefined {
    const value = this.#own.get(name);
    return value === undefined ? this.#around.get(name) : value;
  }

  override has(name: string): boolean {
    return this.#own.has(name) || this.#around.has(name);
  }
}

/** The values of a record, or of one row of it, while it is being filled in. */
export class Sheet {
  /** What tells it from the others; nothing for the record. */
  readonly key: string;
  readonly plot: Plot;
  /** What the ids of its elements begin with, where a form stands above another. */
  place = "";
  /** The id of a row that is stored. */
  readonly id: string | null;
  readonly isNew: boolean;
  /** What was stored. */
  readonly base: ReadonlyMap<string, Json>;
  /** What somebody entered. */
  readonly entered = new Map<string, Json>();
  readonly values = new Map<string, Json>();
  /** What expressions see; always the same map, so that lists of rows hold what is true now. */
  readonly seen = new Map<string, Value>();
  readonly flags = new Map<string, Flags>();
  readonly cells = new Map<string, Cell>();
  readonly touched = new Set<string>();
  readonly told = new Map<string, readonly Diagnostic[]>();
  /** What expressions may use; for a row with what is around it. */
  readonly scope: Context;

  constructor(
    key: string,
    plot: Plot,
    base: ReadonlyMap<string, Json> | null,
    id: string | null,
    around: Context | null,
  ) {
    this.key = key;
    this.plot = plot;
    this.id = id;
    this.isNew = base === null;
    this.base = base ?? new Map();
    this.scope = around === null ? this.seen : new Layered(this.seen, around);
    for (const field of plot.fields) {
      this.values.set(field.name, this.base.get(field.name) ?? null);
      this.flags.set(field.name, {
        failing: new Set(),
        readOnly: field.read_only === true || plot.computed.has(field.name),
        required: field.required === true,
        visible: field.visible !== false,
        withheld: new Set(),
      });
    }
  }

  /** Returns the name under which listeners hear of a field. */
  at(name: string): string {
    return `${this.key}/${name}`;
  }

  /** Returns whether somebody's input counts: a field that is hidden keeps what it had. */
  given(name: string): boolean {
    return this.entered.has(name) && this.flags.get(name)?.visible === true;
  }
}
