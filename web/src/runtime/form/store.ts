import type { Json, JsonObject } from "../../fields/field-type";
import { isObject, same, texts } from "../../fields/values";
import type { Diagnostic } from "../../generated/api";
import type { AnyItem } from "../../generated/forms";
import type { Context, Value } from "../../language";
import { isContext } from "../../language/values";
import { withheldEntries } from "./entry-conditions";
import type { Computation, Condition, Logic, Way } from "./logic";
import { placeOf } from "./rows";
import { type Cell, looksSame, type Mistake, Sheet } from "./sheet";
import { idIn, mistakesOf, NOTHING, type Problem, ruleFound, type Start, touches, typeOf } from "./start";

export { type Problem, type Start, typeOf } from "./start";

const ROUNDS = 12;

/** A record while it is being filled in: a change computes and shows again only what reads it. */
export class FormStore {
  readonly logic: Logic;
  readonly top: Sheet;
  readonly #start: Start;
  readonly hidden: ReadonlySet<string>;
  readonly #rows = new Map<string, readonly Sheet[]>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #parts = new Map<string, boolean>();
  readonly #failing = new Set<number>();
  readonly #known = new Map<string, Context>();
  readonly #stale = new Set<string>();
  #told: readonly Diagnostic[] = [];
  #touchedRows = new Set<string>();
  #attempted = false;
  #count = 0;
  #version = 0;
  /** Called with the records of which more than the id is read; answers by `learn`. */
  onNeed: (place: string, ids: readonly string[]) => void = () => undefined;
  /** Called when somebody has left a field. */
  onTouch: () => void = () => undefined;
  readonly #needed = new Map<string, Set<string>>();

  constructor(logic: Logic, start: Start) {
    this.logic = logic;
    this.#start = start;
    this.hidden = new Set(start.hidden);
    const base = start.values === null ? null : new Map(Object.entries(start.values));
    this.top = new Sheet("", logic.top, base, null, null);
    this.top.place = start.place ?? "";
    for (const [name, value] of start.system) this.top.seen.set(name, value);
    this.top.seen.set("current user", start.user);
    this.top.seen.set("is new", base === null);
    for (const name of logic.rows.keys()) {
      const stored = this.top.base.get(name);
      const rows = Array.isArray(stored) ? stored.filter(isObject) : [];
      this.#place(
        name,
        rows.map((row) => this.#row(name, row)),
      );
    }
    for (const [name, value] of Object.entries(start.entered ?? {})) this.top.entered.set(name, value);
    this.#begin(this.top);
    const dirty = this.#everything(start.values === null);
    this.#spread(dirty, true);
    this.#flush();
  }

  // --- reading ---------------------------------------------------------------------------------------------------

  /** Returns the rows of a sub-table; another list when there are others. */
  rows(subtable: string): readonly Sheet[] {
    return this.#rows.get(subtable) ?? [];
  }

  /** Returns what the page shows of a field. */
  cell(sheet: Sheet, name: string): Cell {
    return sheet.cells.get(name) ?? NOTHING;
  }

  /** Returns whether a part of the page is shown. */
  shows(path: string, item: Pick<AnyItem, "visible">): boolean {
    return this.#parts.get(`${path}/visible`) ?? item.visible !== false;
  }

  /** Returns a number that changes with every change of anything. */
  get version(): number {
    return this.#version;
  }

  /** Returns whether there is something to save. */
  get dirty(): boolean {
    return this.#touchedRows.size > 0 || this.#changed(this.top).length > 0 || this.#changedRows().length > 0;
  }

  /** Calls back when something changes: a field's `at`, `lines+` for rows, `*` for anything. Returns how to stop. */
  subscribe(key: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  // --- writing ---------------------------------------------------------------------------------------------------

  /** Takes what somebody enters. */
  enter(sheet: Sheet, name: string, value: Json): void {
    this.#enter(sheet, name, value);
    this.#flush();
  }

  /** Takes what somebody enters at several places at once, as by pasting. */
  enterAll(inputs: readonly (readonly [sheet: Sheet, name: string, value: Json])[]): void {
    for (const [sheet, name, value] of inputs) this.#enter(sheet, name, value);
    this.#flush();
  }

  /** Shows what is wrong with a field that somebody has left. */
  touch(sheet: Sheet, name: string): void {
    if (!sheet.touched.has(name)) {
      sheet.touched.add(name);
      this.#stale.add(sheet.at(name));
      this.#flush();
    }
    this.onTouch();
  }

  /** Adds rows at a position, and returns them; after the last if nothing is said. */
  addRows(subtable: string, count = 1, at?: number): readonly Sheet[] {
    const made = Array.from({ length: count }, () => this.#row(subtable, null));
    const rows = [...this.rows(subtable)];
    rows.splice(at ?? rows.length, 0, ...made);
    this.#structure(subtable, rows, made);
    return made;
  }

  /** Takes a row away. */
  removeRow(sheet: Sheet): void {
    const { subtable } = sheet.plot;
    if (subtable !== null)
      this.#structure(
        subtable,
        this.rows(subtable).filter((row) => row !== sheet),
        [],
      );
  }

  /** Moves a row by some places. */
  moveRow(sheet: Sheet, by: number): void {
    const { subtable } = sheet.plot;
    if (subtable === null) return;
    const rows = this.rows(subtable).filter((row) => row !== sheet);
    const at = this.rows(subtable).indexOf(sheet) + by;
    if (at < 0 || at > rows.length) return;
    rows.splice(at, 0, sheet);
    this.#structure(subtable, rows, []);
  }

  /** Takes what expressions see of records, by id. */
  learn(place: string, found: ReadonlyMap<string, Context>): void {
    for (const [id, context] of found) this.#known.set(`${place}:${id}`, context);
    const [head = "", below] = place.split("/");
    const name = below ?? head;
    const dirty = new Set<string>();
    for (const sheet of below === undefined ? [this.top] : this.rows(head)) {
      const value = sheet.values.get(name) ?? null;
      const ids = typeof value === "string" ? [value] : texts(value);
      if (!ids.some((id) => found.has(id))) continue;
      this.#see(sheet, name);
      this.#mark(sheet, name, dirty);
    }
    this.#spread(dirty, false);
    this.#flush();
  }

  // --- saving ----------------------------------------------------------------------------------------------------

  /** Returns what was entered, as the server takes it. */
  changes(): JsonObject {
    const found: Record<string, Json> = {};
    for (const name of this.#changed(this.top)) found[name] = this.top.values.get(name) ?? null;
    for (const subtable of new Set([...this.#touchedRows, ...this.#changedRows()])) {
      found[subtable] = this.rows(subtable).map((row) => ({
        ...(row.id === null ? {} : { id: row.id }),
        ...Object.fromEntries(this.#changed(row).map((name) => [name, row.values.get(name) ?? null])),
      }));
    }
    return found;
  }

  /** Returns all values, as the server takes them. */
  all(sheet: Sheet): JsonObject {
    return Object.fromEntries(sheet.values);
  }

  /** Shows everything that is wrong, and returns it; what is no error comes last. */
  attempt(): readonly Problem[] {
    this.#attempted = true;
    for (const sheet of this.#sheets()) for (const { name } of sheet.plot.fields) this.#stale.add(sheet.at(name));
    this.#flush();
    return this.problems();
  }

  /** Places what the server told at the fields: `/lines/2/quantity`. */
  tell(diagnostics: readonly Diagnostic[]): void {
    for (const sheet of this.#sheets()) {
      for (const name of sheet.told.keys()) this.#stale.add(sheet.at(name));
      sheet.told.clear();
    }
    const loose: Diagnostic[] = [];
    for (const one of diagnostics) {
      const [sheet, name] = placeOf(this, one.path ?? "");
      if (sheet === null || name === null) loose.push(one);
      else {
        sheet.told.set(name, [...(sheet.told.get(name) ?? []), one]);
        this.#stale.add(sheet.at(name));
      }
    }
    this.#told = loose;
    this.#flush();
  }

  /** Places what the server would say if it were saved now: only at what somebody has looked at, or moved. */
  hear(diagnostics: readonly Diagnostic[]): void {
    this.tell(
      diagnostics.filter((one) => {
        const [sheet, name] = placeOf(this, one.path ?? "");
        if (sheet === null || name === null) return this.#attempted;
        const looked = this.#attempted || sheet.touched.has(name) || sheet.entered.has(name);
        return looked || (sheet === this.top && this.#demanded.has(name));
      }),
    );
  }

  /** Takes what somebody had entered before and not saved: the `changes` of then. */
  restore(values: JsonObject): void {
    for (const [name, value] of Object.entries(values)) {
      if (!this.logic.rows.has(name)) {
        if (this.top.plot.shapes.has(name)) this.#enter(this.top, name, value);
        continue;
      }
      const given = Array.isArray(value) ? value.filter(isObject) : [];
      const before = new Map(this.rows(name).map((row) => [row.id, row]));
      const rows = given.map((one) => before.get(idIn(one)) ?? this.#row(name, null));
      const made = rows.filter((row) => row.isNew);
      this.#structure(name, rows, made);
      for (const [at, one] of given.entries()) {
        const row = rows[at];
        for (const [key, inside] of Object.entries(one)) {
          if (row?.plot.shapes.has(key)) this.#enter(row, key, inside);
        }
      }
    }
    this.#flush();
  }

  /** Returns what is wrong now as the page shows it: of the record as a whole, and of fields in their order. */
  problems(): readonly Problem[] {
    const whole: readonly Mistake[] = [
      ...[...this.#failing].flatMap((position) => {
        const rule = this.logic.page.form.validations?.[position];
        return rule === undefined ? [] : [{ found: ruleFound(rule), kind: "told" as const }];
      }),
      ...this.#told.map((found) => ({ found, kind: "told" as const })),
    ];
    const placed = [...this.#sheets()].flatMap((sheet) =>
      sheet.plot.fields.flatMap(({ name }) => {
        const cell = this.cell(sheet, name);
        return cell.visible ? cell.mistakes.map((mistake) => ({ mistake, name, sheet })) : [];
      }),
    );
    return [...whole.map((mistake) => ({ mistake, name: null, sheet: null })), ...placed];
  }

  // --- values ----------------------------------------------------------------------------------------------------

  #enter(sheet: Sheet, name: string, value: Json): void {
    sheet.entered.set(name, value);
    sheet.told.delete(name);
    this.#told = [];
    const dirty = new Set<string>();
    // Another record was chosen: what is taken over from it comes anew.
    for (const one of this.logic.computations) {
      if (
        one.subtable !== sheet.plot.subtable ||
        !one.ways.some((way) => way.kind === "fill" && way.trigger === name)
      ) {
        continue;
      }
      sheet.entered.delete(one.name);
    }
    this.#put(sheet, name, value, dirty);
    this.#stale.add(sheet.at(name));
    this.#spread(dirty, false);
  }

  #put(sheet: Sheet, name: string, value: Json, dirty: Set<string>): void {
    if (same(sheet.values.get(name), value)) {
      // The same number may be written in another way, as `1.` on the way to `1.5`.
      sheet.values.set(name, value);
      return;
    }
    sheet.values.set(name, value);
    this.#see(sheet, name);
    this.#mark(sheet, name, dirty);
    this.#stale.add(sheet.at(name));
  }

  #see(sheet: Sheet, name: string): void {
    const field = sheet.plot.shapes.get(name);
    if (field === undefined || (this.logic.rows.has(name) && sheet === this.top)) return;
    const value = sheet.values.get(name) ?? null;
    const place = sheet.plot.subtable === null ? name : `${sheet.plot.subtable}/${name}`;
    const seen = typeOf(field).seen(value, field);
    sheet.seen.set(name, this.#withKnown(place, seen));
    if (!sheet.plot.wants.has(name)) return;
    const ids = typeof value === "string" ? [value] : texts(value);
    for (const id of ids) if (!this.#known.has(`${place}:${id}`)) this.#need(place, id);
  }

  #withKnown(place: string, seen: Value): Value {
    if (Array.isArray(seen)) return seen.map((one: Value) => this.#withKnown(place, one));
    const id = isContext(seen) && seen.size === 1 ? seen.get("id") : undefined;
    return typeof id === "string" ? (this.#known.get(`${place}:${id}`) ?? seen) : seen;
  }

  #need(place: string, id: string): void {
    if (this.#needed.size === 0) {
      // All that one change needs is asked for at once.
      queueMicrotask(() => {
        const needed = [...this.#needed];
        this.#needed.clear();
        for (const [where, ids] of needed) this.onNeed(where, [...ids]);
      });
    }
    this.#needed.set(place, (this.#needed.get(place) ?? new Set()).add(id));
  }

  #mark(sheet: Sheet, name: string, dirty: Set<string>): void {
    const { subtable } = sheet.plot;
    if (subtable === null) dirty.add(name);
    else dirty.add(`${subtable}/${name}`).add(subtable).add(sheet.at(name));
  }

  // --- computing -------------------------------------------------------------------------------------------------

  /** Computes and checks what reads something that changed, until nothing changes any more. */
  #spread(changed: Set<string>, everything: boolean): void {
    let dirty = changed;
    let all = everything;
    for (let round = 0; round < ROUNDS && (dirty.size > 0 || all); round += 1) {
      for (const one of this.logic.computations) this.#compute(one, dirty);
      dirty = this.#check(dirty, all);
      all = false;
    }
  }

  #compute(one: Computation, dirty: Set<string>): void {
    for (const sheet of one.subtable === null ? [this.top] : this.rows(one.subtable)) {
      if (!touches(one.reads, sheet, dirty) && !dirty.has(`!${sheet.at(one.name)}`)) continue;
      for (const way of one.ways) this.#take(sheet, one.name, way, dirty);
    }
  }

  #take(sheet: Sheet, name: string, way: Way, dirty: Set<string>): void {
    const field = sheet.plot.shapes.get(name);
    if (field === undefined) return;
    const chosen = way.trigger === null || this.#chosen(sheet, way.trigger);
    if (way.kind === "computed") {
      if (way.trigger !== null && !sheet.isNew && !chosen) return;
    } else if (sheet.given(name) || (way.kind === "default" ? !sheet.isNew : !chosen)) return;
    if (way.kind === "fill") {
      const record = sheet.seen.get(way.trigger ?? "") ?? null;
      if (record === null) this.#put(sheet, name, null, dirty);
      // Until more than the id is known there is nothing to take over.
      if (!isContext(record) || record.size < 2) return;
      const scope = new Map<string, Value>([...this.#around(sheet), ...record, ["record", sheet.seen]]);
      this.#put(sheet, name, typeOf(field).adopted(way.rule.evaluate(scope), field), dirty);
      return;
    }
    this.#put(sheet, name, typeOf(field).adopted(way.rule.evaluate(sheet.scope), field), dirty);
  }

  #around(sheet: Sheet): Context {
    const around: readonly string[] = ["current user", "is new"];
    return new Map(around.map((name) => [name, sheet.scope.get(name) ?? null]));
  }

  #chosen(sheet: Sheet, reference: string): boolean {
    return !same(sheet.values.get(reference), sheet.base.get(reference));
  }

  /** Evaluates the conditions that read something that changed; returns what changed because fields came or went. */
  #check(dirty: ReadonlySet<string>, all: boolean): Set<string> {
    const next = new Set<string>();
    for (const sheet of this.#sheets()) {
      const fresh = all || dirty.has(`+${sheet.key}`);
      for (const one of sheet.plot.conditions) {
        if (fresh || touches(one.rule.reads, sheet, dirty)) this.#decide(sheet, one, next);
      }
    }
    for (const { path, rule } of this.logic.parts) {
      if (!all && !touches(rule.reads, this.top, dirty)) continue;
      const shown = rule.evaluate(this.top.scope) === true;
      if (this.#parts.get(path) !== shown) this.#stale.add(path.replace(/\/visible$/, ""));
      this.#parts.set(path, shown);
    }
    for (const [position, rule] of this.logic.checks) {
      if (!all && !touches(rule.reads, this.top, dirty)) continue;
      if (rule.evaluate(this.top.scope) === false) this.#failing.add(position);
      else this.#failing.delete(position);
    }
    this.#demand();
    return next;
  }

  #decide(sheet: Sheet, { name, setting, rule }: Condition, next: Set<string>): void {
    const flags = sheet.flags.get(name);
    if (flags === undefined) return;
    this.#stale.add(sheet.at(name));
    if (setting.kind === "entries") {
      flags.withheld = withheldEntries(this.logic.page, sheet, name, this.#around(sheet), rule.evaluate);
      return;
    }
    const value = rule.evaluate(sheet.scope);
    switch (setting.kind) {
      case "visible":
        if (flags.visible !== (value === true)) this.#reveal(sheet, name, value === true, next);
        return;
      case "required":
        flags.required = value === true;
        return;
      case "read_only":
        flags.readOnly = value === true || sheet.plot.computed.has(name);
        return;
      case "validation":
        if (value === false) flags.failing.add(setting.position);
        else flags.failing.delete(setting.position);
        return;
      case "option": {
        const field = sheet.plot.shapes.get(name);
        const option = field !== undefined && "options" in field ? field.options[setting.position]?.value : undefined;
        if (option === undefined) return;
        if (value === true) flags.withheld.delete(option);
        else flags.withheld.add(option);
      }
    }
  }

  /** Shows or hides a field: what was entered counts only while it is shown. */
  #reveal(sheet: Sheet, name: string, visible: boolean, next: Set<string>): void {
    const flags = sheet.flags.get(name);
    if (flags !== undefined) flags.visible = visible;
    if (!sheet.entered.has(name)) return;
    this.#put(sheet, name, (visible ? sheet.entered.get(name) : sheet.base.get(name)) ?? null, next);
    if (!visible) next.add(`!${sheet.at(name)}`);
  }

  /** Asks at once for what the next stage demands. */
  #demand(): void {
    for (const field of this.logic.top.fields) {
      if (field.kind !== "stage") continue;
      const [from, to] = [this.top.base.get(field.name) ?? null, this.top.values.get(field.name) ?? null];
      const way = (field.transitions ?? []).find((one) => one.target === to && (one.source ?? from) === from);
      const wanted = new Set(from === to || from === null ? [] : (way?.required ?? []));
      for (const name of [...wanted, ...this.#demanded]) this.#stale.add(this.top.at(name));
      this.#demanded = wanted;
    }
  }
  #demanded: ReadonlySet<string> = new Set();

  /** The fields that the chosen stage demands. */
  get demanded(): readonly string[] {
    return [...this.#demanded];
  }

  // --- sheets ----------------------------------------------------------------------------------------------------

  #sheets(): Iterable<Sheet> {
    return [this.top, ...[...this.#rows.values()].flat()];
  }

  #row(subtable: string, stored: JsonObject | null): Sheet {
    const around = new Map<string, Value>([
      ["parent", this.top.seen],
      ["current user", this.#start.user],
      ["is new", stored === null],
    ]);
    this.#count += 1;
    const base = stored === null ? null : new Map(Object.entries(stored));
    const id = idIn(stored);
    const sheet = new Sheet(`${subtable}#${this.#count}`, this.logic.plot(subtable), base, id, around);
    sheet.place = this.top.place;
    sheet.seen.set("id", id);
    const back = this.logic.page.rows?.[subtable]?.reference;
    this.#begin(sheet);
    if (back != null) sheet.seen.set(back, this.top.seen);
    return sheet;
  }

  /** Lets expressions see the values that a sheet begins with; stages of new ones at their first state. */
  #begin(sheet: Sheet): void {
    for (const field of sheet.plot.shapes.values()) {
      if (field.kind === "stage" && sheet.isNew) {
        sheet.values.set(field.name, field.initial ?? field.states[0]?.name ?? null);
      }
      const entered = sheet.entered.get(field.name);
      if (entered !== undefined) sheet.values.set(field.name, entered);
      this.#see(sheet, field.name);
      this.#stale.add(sheet.at(field.name));
    }
  }

  #place(subtable: string, rows: readonly Sheet[]): void {
    this.#rows.set(subtable, rows);
    this.top.values.set(
      subtable,
      rows.map((row) => row.id),
    );
    this.top.seen.set(
      subtable,
      rows.map((row) => row.seen),
    );
  }

  #structure(subtable: string, rows: readonly Sheet[], made: readonly Sheet[]): void {
    this.#touchedRows = new Set(this.#touchedRows).add(subtable);
    this.#place(subtable, rows);
    this.top.told.delete(subtable);
    const dirty = new Set([`${subtable}+`, subtable]);
    for (const sheet of made) this.#fresh(sheet, dirty);
    this.#stale.add(`${subtable}+`).add(this.top.at(subtable));
    this.#spread(dirty, false);
    this.#flush();
  }

  /** Marks everything of a new sheet, so that all of it is computed and checked. */
  #fresh(sheet: Sheet, dirty: Set<string>): void {
    dirty.add(`+${sheet.key}`);
    for (const { name } of sheet.plot.fields) {
      this.#mark(sheet, name, dirty);
      dirty.add(`!${sheet.at(name)}`);
    }
  }

  #everything(computed: boolean): Set<string> {
    const dirty = new Set<string>();
    if (computed) for (const sheet of this.#sheets()) this.#fresh(sheet, dirty);
    return dirty;
  }

  #changed(sheet: Sheet): readonly string[] {
    return [...sheet.entered.keys()].filter((name) => {
      const flags = sheet.flags.get(name);
      if (flags?.visible !== true || sheet.plot.computed.has(name)) return false;
      return sheet.isNew || !same(sheet.values.get(name), sheet.base.get(name));
    });
  }

  #changedRows(): readonly string[] {
    return [...this.#rows]
      .filter(([, rows]) => rows.some((row) => this.#changed(row).length > 0))
      .map(([name]) => name);
  }

  // --- telling ---------------------------------------------------------------------------------------------------

  /** Makes anew what the page shows of all that changed, and tells those who look at it. */
  #flush(): void {
    this.#version += 1;
    const stale = [...this.#stale];
    this.#stale.clear();
    const sheets = new Map([...this.#sheets()].map((sheet) => [sheet.key, sheet]));
    for (const key of stale) {
      const [head = "", name] = key.split("/");
      const sheet = sheets.get(head);
      if (sheet !== undefined && name !== undefined && sheet.plot.shapes.has(name)) {
        const [before, cell] = [sheet.cells.get(name), this.#cell(sheet, name)];
        if (before === undefined || !looksSame(before, cell)) sheet.cells.set(name, cell);
      }
    }
    for (const key of [...stale, "*"]) for (const listener of this.#listeners.get(key) ?? []) listener();
  }

  #cell(sheet: Sheet, name: string): Cell {
    const flags = sheet.flags.get(name);
    const field = sheet.plot.shapes.get(name);
    const value = sheet.values.get(name) ?? null;
    if (flags === undefined || field === undefined) return NOTHING;
    const place = sheet.plot.subtable === null ? name : `${sheet.plot.subtable}.${name}`;
    const masked = this.#start.masked?.includes(place) ?? false;
    const required =
      (flags.required || (sheet === this.top && this.#demanded.has(name))) && !sheet.plot.computed.has(name);
    const born = field.kind === "stage" && sheet.isNew && (field.transitions ?? []).length > 0;
    return {
      masked,
      mistakes: mistakesOf(sheet, name, required, this.#attempted || sheet.touched.has(name)),
      readOnly: flags.readOnly || masked || born || (this.#start.locked?.includes(place) ?? false),
      required,
      value,
      visible: flags.visible && !this.hidden.has(place),
      withheld: new Set(flags.withheld),
    };
  }
}
