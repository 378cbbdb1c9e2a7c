import { ask } from "../../api/client";
import type { Titles } from "../../fields/sources";
import type { FigureQuery, GroupBy, Query, RecordView, SummaryGroup } from "../../generated/api";
import { combined, type Filter } from "./filters";

/** How many records the first request asks for, those that follow, and the most of any. */
const FIRST = 60;
const NEXT = 200;
const MOST = 500;
/** How many lines before the end the next records are asked for. */
const AHEAD = 40;

/** A line of a list. */
export type Line =
  | { readonly kind: "record"; readonly record: RecordView; readonly depth: number }
  | { readonly kind: "group"; readonly node: Node }
  | { readonly kind: "state"; readonly node: Node; readonly state: "loading" | "failed" };

/** The records of a group, or all of them: some of them loaded, the others behind a place. */
export interface Node {
  readonly key: string;
  readonly depth: number;
  readonly group: SummaryGroup | null;
  readonly filters: readonly Filter[];
  open: boolean;
  children: readonly Node[] | null;
  records: readonly RecordView[];
  next: string | null;
  state: "idle" | "loading" | "failed" | "ended";
  more: boolean;
}

/** Which records are shown, and how they are grouped. */
export interface Asked {
  readonly app: string;
  readonly form: string;
  readonly query: Query;
  readonly group: readonly GroupBy[];
  readonly figures: readonly FigureQuery[];
}

/** The lines of a list, loaded page by page as they come into sight; whoever shows them hears of every change. */
export class Rows {
  readonly asked: Asked;
  readonly titles: Titles;
  readonly root: Node;
  lines: readonly Line[] = [];
  /** The records that are loaded, in their order. */
  records: readonly RecordView[] = [];
  error: Error | null = null;
  /** Whether the first answer is there. */
  ready = false;
  /** Whether there are more groups than are shown. */
  manyGroups = false;
  readonly #listeners = new Set<() => void>();
  readonly #stopped = new AbortController();
  #first: number;

  constructor(asked: Asked, titles: Titles, first = FIRST) {
    this.asked = asked;
    this.titles = titles;
    this.root = node("", -1, null, []);
    this.root.open = true;
    this.#first = Math.min(Math.max(first, FIRST), MOST);
  }

  /** Calls back after every change; returns how to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Returns the lines, others after every change. */
  readonly read = (): readonly Line[] => this.lines;

  /** Asks for the first records. */
  start(): void {
    void this.#load(this.root);
  }

  /** Forgets what is on its way. */
  stop(): void {
    this.#stopped.abort();
  }

  /** Asks for what comes next when the last lines come into sight. */
  reach(from: number, to: number): void {
    for (const at of [from, to, Math.min(to + AHEAD, this.lines.length - 1)]) {
      const line = this.lines[at];
      if (line?.kind === "state" && line.state === "loading") void this.#load(line.node);
    }
  }

  /** Asks again for what could not be loaded. */
  again(failed: Node): void {
    failed.state = "idle";
    void this.#load(failed);
  }

  /** Opens or closes a group. */
  toggle(one: Node, open = !one.open): void {
    one.open = open;
    if (open && one.children === null && one.records.length === 0) void this.#load(one);
    this.#changed();
  }

  /** Opens or closes all groups that are there. */
  toggleAll(open: boolean): void {
    const every = (some: readonly Node[]): void => {
      for (const one of some) {
        one.open = open;
        if (open && one.children === null && one.records.length === 0) void this.#load(one);
        every(one.children ?? []);
      }
    };
    every(this.root.children ?? []);
    this.#changed();
  }

  /** Takes a record as it is now; what was reached over references stays unless it came along. */
  put(record: RecordView): void {
    this.titles.learn(record.titles ?? {});
    this.#each((one) => {
      if (one.records.some((each) => each.id === record.id)) {
        one.records = one.records.map((each) =>
          each.id === record.id ? { ...record, values: { ...reachedOf(each), ...record.values } } : each,
        );
      }
    });
    this.#changed();
  }

  /** Asks for one record anew, with what is reached over its references. */
  async renew(id: string): Promise<void> {
    const expression = `id = "${id}"`;
    const page = await this.#page({
      ...this.asked.query,
      filter: { expression, kind: "expression" },
      limit: 1,
      search: "",
    });
    const [found] = page.records;
    this.titles.learn(page.titles ?? {});
    if (found !== undefined) this.put(found);
  }

  #each(work: (one: Node) => void): void {
    const every = (one: Node): void => {
      work(one);
      for (const child of one.children ?? []) every(child);
    };
    every(this.root);
  }

  #page(query: Query) {
    const { app, form } = this.asked;
    return ask("POST /api/apps/{app}/forms/{form}/records/query", query, this.#stopped.signal, { app, form });
  }

  async #load(one: Node): Promise<void> {
    if (one.state === "loading" || one.state === "ended") return;
    one.state = "loading";
    this.#changed();
    const filter = combined([this.asked.query.filter, ...one.filters]);
    const by = this.asked.group[one.depth + 1];
    try {
      if (by !== undefined) await this.#loadGroups(one, by, filter);
      else await this.#loadRecords(one, filter);
      this.error = null;
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      one.state = "failed";
      if (one === this.root && one.records.length === 0) {
        this.error = error instanceof Error ? error : new Error(String(error));
      }
    }
    this.ready = true;
    this.#changed();
  }

  async #loadGroups(one: Node, by: GroupBy, filter: Filter | null): Promise<void> {
    const { app, form, query, figures } = this.asked;
    const found = await ask(
      "POST /api/apps/{app}/forms/{form}/records/summary",
      { figures, group: by, query: { filter, search: query.search ?? "" } },
      this.#stopped.signal,
      { app, form },
    );
    this.titles.learn(found.titles ?? {});
    this.manyGroups ||= found.more ?? false;
    one.children = found.groups.map((group) =>
      node(`${one.key}/${JSON.stringify(group.value ?? null)}`, one.depth + 1, group, [
        ...one.filters,
        ...(group.filter ? [group.filter as Filter] : []),
      ]),
    );
    one.state = "ended";
  }

  async #loadRecords(one: Node, filter: Filter | null): Promise<void> {
    const limit = one.records.length > 0 ? NEXT : one === this.root ? this.#first : FIRST;
    const page = await this.#page({ ...this.asked.query, after: one.next, filter, limit });
    this.titles.learn(page.titles ?? {});
    const known = new Set(one.records.map((each) => each.id));
    one.records = [...one.records, ...page.records.filter((each) => !known.has(each.id))];
    one.next = page.next ?? null;
    one.state = one.next === null ? "ended" : "idle";
  }

  #changed(): void {
    const lines: Line[] = [];
    const records: RecordView[] = [];
    const add = (one: Node): void => {
      if (one.group !== null) lines.push({ kind: "group", node: one });
      if (!one.open) return;
      for (const child of one.children ?? []) add(child);
      for (const record of one.records) {
        lines.push({ depth: one.depth, kind: "record", record });
        records.push(record);
      }
      if (one.state === "failed") lines.push({ kind: "state", node: one, state: "failed" });
      else if (one.state !== "ended") lines.push({ kind: "state", node: one, state: "loading" });
    };
    add(this.root);
    this.lines = lines;
    this.records = records;
    for (const listener of this.#listeners) listener();
  }
}

function node(key: string, depth: number, group: SummaryGroup | null, filters: readonly Filter[]): Node {
  return {
    children: null,
    depth,
    filters,
    group,
    key,
    more: false,
    next: null,
    open: false,
    records: [],
    state: "idle",
  };
}

/** Returns the values of a record that were reached over references. */
function reachedOf(record: RecordView): RecordView["values"] {
  return Object.fromEntries(Object.entries(record.values).filter(([name]) => name.includes(".")));
}
