import type { AnyField, FormPage, PageProgram, PageRows } from "../../generated/forms";
import { type Context, compile, type Tree, type Value } from "../../language";

/** What an expression reads of a form. */
export interface Reads {
  /** Values of the record: `total`, `lines/amount`, `lines+` for which rows there are, `lines` for all about them. */
  readonly top: readonly string[];
  /** Values of the own row. */
  readonly own: readonly string[];
}

/** An expression that runs here. */
export interface Rule {
  readonly reads: Reads;
  readonly evaluate: (scope: Context) => Value;
}

/** What a condition decides about. */
export type Setting =
  | { readonly kind: "visible" | "required" | "read_only" }
  | { readonly kind: "validation" | "option"; readonly position: number }
  | { readonly kind: "entries" };

/** A condition of a field. */
export interface Condition {
  readonly name: string;
  readonly setting: Setting;
  readonly rule: Rule;
}

/** A value that is computed, with all the ways it may get it in their order. */
export interface Computation {
  readonly subtable: string | null;
  readonly name: string;
  readonly ways: readonly Way[];
  readonly reads: Reads;
}

/** A way to compute a value. */
export interface Way {
  readonly kind: "computed" | "default" | "fill";
  readonly rule: Rule;
  readonly trigger: string | null;
}

/** Fields side by side: those of the record, or those of the rows of a sub-table. */
export interface Plot {
  readonly subtable: string | null;
  readonly fields: readonly AnyField[];
  /** The fields by name as they are shown: a formula as the number that it gives. */
  readonly shapes: ReadonlyMap<string, AnyField>;
  readonly conditions: readonly Condition[];
  /** The fields that nobody enters. */
  readonly computed: ReadonlySet<string>;
  /** The references of which more than the id is read. */
  readonly wants: ReadonlySet<string>;
}

/** A part of the page that is shown when a condition holds. */
export interface Part {
  readonly path: string;
  readonly rule: Rule;
}

/** What a form does by itself, compiled once and used for every record. */
export class Logic {
  readonly page: FormPage;
  readonly top: Plot;
  readonly rows: ReadonlyMap<string, Plot>;
  readonly computations: readonly Computation[];
  readonly parts: readonly Part[];
  /** The rules over several fields, by their position. */
  readonly checks: readonly (readonly [position: number, rule: Rule])[];

  constructor(page: FormPage) {
    this.page = page;
    this.computations = computationsOf(page);
    this.top = plotOf(page, null, this.computations);
    this.rows = new Map(Object.keys(page.rows ?? {}).map((name) => [name, plotOf(page, name, this.computations)]));
    const programs = Object.entries(page.programs ?? {}).filter(([, one]) => one.here !== false);
    this.parts = programs
      .filter(([path]) => path.startsWith("/layout/"))
      .map(([path, one]) => ({ path, rule: ruleOf(page, one, null, "record") }));
    this.checks = programs.flatMap(([path, one]) => {
      const found = /^\/validations\/(\d+)\/check$/.exec(path);
      return found === null ? [] : [[Number(found[1]), ruleOf(page, one, null, "record")] as const];
    });
  }

  /** Returns the fields that a sheet has. */
  plot(subtable: string | null): Plot {
    const found = subtable === null ? this.top : this.rows.get(subtable);
    if (found === undefined) throw new Error(`there is no sub-table ${subtable}`);
    return found;
  }
}

function plotOf(page: FormPage, subtable: string | null, computations: readonly Computation[]): Plot {
  const rows = subtable === null ? undefined : page.rows?.[subtable];
  const fields: readonly AnyField[] = rows?.fields ?? page.form.fields ?? [];
  const shapes = rows === undefined ? page.shapes : rows.shapes;
  const own = computations.filter((one) => one.subtable === subtable);
  return {
    computed: new Set([
      ...own.filter((one) => one.ways.some((way) => way.kind === "computed")).map((one) => one.name),
      ...fields.filter((one) => one.computed != null || DERIVED.has(one.kind)).map((one) => one.name),
    ]),
    conditions: conditionsOf(page, subtable),
    fields,
    shapes: new Map(fields.map((one) => [one.name, shapes?.[one.name] ?? one])),
    subtable,
    wants: wantsOf(page, subtable, fields),
  };
}

/** The kinds of fields whose values lead to somebody or something that has fields itself. */
const LEADING: ReadonlySet<AnyField["kind"]> = new Set(["department", "reference", "user", "users"] as const);
const DERIVED: ReadonlySet<string> = new Set(["formula", "lookup", "rollup", "serial_number"]);
const SETTING = /^\/(visible|required|read_only|filter|validations|options)(?:\/(\d+)\/(?:check|when))?$/;

function conditionsOf(page: FormPage, subtable: string | null): readonly Condition[] {
  const head = subtable === null ? "/fields/" : `/rows/${subtable}/`;
  return Object.entries(page.programs ?? {}).flatMap(([path, program]) => {
    if (!path.startsWith(head) || program.here === false) return [];
    const [name = "", ...rest] = path.slice(head.length).split("/");
    const setting = settingOf(`/${rest.join("/")}`, fieldOf(page, subtable, name));
    if (setting === null) return [];
    const scope = setting.kind === "entries" ? "entry" : "record";
    return [{ name, rule: ruleOf(page, program, subtable, scope), setting }];
  });
}

function fieldOf(page: FormPage, subtable: string | null, name: string): AnyField | undefined {
  const fields: readonly AnyField[] | undefined = subtable === null ? page.form.fields : page.rows?.[subtable]?.fields;
  return fields?.find((one) => one.name === name);
}

function settingOf(path: string, field: AnyField | undefined): Setting | null {
  const [, word, position] = SETTING.exec(path) ?? [];
  switch (word) {
    case "visible":
    case "required":
    case "read_only":
      return { kind: word };
    case "validations":
      return { kind: "validation", position: Number(position) };
    case "options":
      return { kind: "option", position: Number(position) };
    case "filter":
      // Which records a reference offers is the server's business; the entries of a dictionary are here.
      return field?.kind === "dictionary" ? { kind: "entries" } : null;
    default:
      return null;
  }
}

function computationsOf(page: FormPage): readonly Computation[] {
  const found = new Map<string, { subtable: string | null; name: string; ways: Way[] }>();
  for (const step of page.steps ?? []) {
    if (step.program.here === false) continue;
    const name = step.node.at(-1) ?? "";
    const subtable = step.node.length > 1 ? (step.node[0] ?? null) : null;
    const key = step.node.join("/");
    const place = found.get(key) ?? { name, subtable, ways: [] };
    const rule = ruleOf(page, step.program, subtable, step.kind === "fill" ? "candidate" : "record");
    place.ways.push({ kind: step.kind, rule, trigger: step.trigger ?? null });
    found.set(key, place);
  }
  return [...found.values()].map((one) => ({ ...one, reads: union(one.ways) }));
}

function union(ways: readonly Way[]): Reads {
  const triggers = ways.flatMap((way) => (way.trigger === null ? [] : [way.trigger]));
  const subtop = ways.flatMap((way) => way.rule.reads.top);
  return { own: [...triggers, ...ways.flatMap((way) => way.rule.reads.own)], top: subtop };
}

function ruleOf(
  page: FormPage,
  program: PageProgram,
  subtable: string | null,
  scope: "record" | "candidate" | "entry",
): Rule {
  let compiled: ((values: Context) => Value) | null = null;
  return {
    evaluate: (values) => {
      // The tree comes from the same definitions as the interpreter; nothing else can make one.
      compiled ??= compile(program.tree as Tree).evaluate;
      return compiled(values);
    },
    reads: readsOf(page, program.reads ?? [], subtable, scope),
  };
}

function readsOf(
  page: FormPage,
  routes: readonly (readonly string[])[],
  subtable: string | null,
  scope: "record" | "candidate" | "entry",
): Reads {
  const rows = subtable === null ? undefined : page.rows?.[subtable];
  const own: string[] = [];
  const up: (readonly string[])[] = [];
  for (const whole of routes) {
    const route = scope === "record" ? whole : whole[0] === "record" ? whole.slice(1) : [];
    const [head] = route;
    if (head === undefined) continue;
    if (subtable === null) up.push(route);
    else if (head === "parent" || isBack(rows, head)) up.push(route.slice(1));
    else own.push(head);
  }
  const top = up.flatMap((route) => nodesOf(page, route, up));
  // The record is its own row: what it reads of itself stands under both words.
  return subtable === null ? { own: top, top } : { own, top };
}

function isBack(rows: PageRows | undefined, name: string): boolean {
  return rows?.reference != null && rows.reference === name;
}

function nodesOf(page: FormPage, route: readonly string[], all: readonly (readonly string[])[]): readonly string[] {
  const [head, next] = route;
  if (head === undefined) return [];
  if (page.rows?.[head] === undefined) return [head];
  if (next !== undefined) return [`${head}/${next}`, `${head}+`];
  return all.some((other) => other[0] === head && other.length > 1) ? [`${head}+`] : [head];
}

function wantsOf(page: FormPage, subtable: string | null, fields: readonly AnyField[]): ReadonlySet<string> {
  const references = new Set(fields.filter((one) => LEADING.has(one.kind)).map((one) => one.name));
  const found = new Set<string>();
  const take = (program: PageProgram | undefined, from: string | null) => {
    for (const whole of program?.reads ?? []) {
      const route = whole[0] === "record" ? whole.slice(1) : whole;
      const local = localRoute(route, from, subtable, page);
      if (local !== null && local.length > 1 && local[1] !== "id" && references.has(local[0] ?? "")) {
        found.add(local[0] ?? "");
      }
    }
  };
  for (const step of page.steps ?? []) {
    const from = step.node.length > 1 ? (step.node[0] ?? null) : null;
    if (step.kind === "fill" && from === subtable && references.has(step.trigger ?? "")) found.add(step.trigger ?? "");
    if (step.kind !== "fill") take(step.program, from);
  }
  for (const [path, program] of Object.entries(page.programs ?? {})) {
    take(program, /^\/rows\/([^/]+)\//.exec(path)?.[1] ?? null);
  }
  return found;
}

/** Returns a route as it begins among the fields of a sub-table, or of the record; null when it leads elsewhere. */
function localRoute(
  route: readonly string[],
  from: string | null,
  wanted: string | null,
  page: FormPage,
): readonly string[] | null {
  const rows = from === null ? undefined : page.rows?.[from];
  const upwards = from !== null && (route[0] === "parent" || isBack(rows, route[0] ?? ""));
  if (from === wanted && !upwards) return route;
  const top = upwards ? route.slice(1) : from === null ? route : [];
  if (wanted === null) return top.length > 0 ? top : null;
  return top[0] === wanted ? top.slice(1) : null;
}
