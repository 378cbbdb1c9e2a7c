import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import type { StoredFile } from "../generated/api";
import type { Dictionary } from "../generated/forms";
import type { Context } from "../language";
import type { Json, JsonObject } from "./field-type";
import "./fields.css";

/** A record, person or department that can be chosen. */
export interface Candidate {
  readonly id: string;
  readonly title: string;
  /** What tells it from others of the same title. */
  readonly note?: string;
  /** The wanted columns. */
  readonly values?: { readonly [name: string]: unknown };
}

/** Some of what can be chosen. */
export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** Whether there is more behind. */
  readonly more?: boolean;
}

/** What is wanted of candidates beside their names. */
export interface CandidateWish {
  /** Only these. */
  readonly ids?: readonly string[];
  /** The fields whose values are wanted too. */
  readonly columns?: readonly string[];
  readonly skip?: number;
  readonly limit?: number;
}

/** How an upload is watched. */
export interface UploadWatch {
  /** The field that it is meant for: its name, or that of the sub-table and it; null for a comment. */
  readonly place: string | null;
  /** Breaks it off. */
  readonly signal: AbortSignal;
  /** Hears which share has been sent, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** The names of regions by their codes of six digits, in the order of the codes. */
export type Regions = Readonly<Record<string, string>>;

/** Where inputs get what does not stand in the form itself. */
export interface Sources {
  /** Returns a dictionary of the app. */
  readonly dictionary: (name: string) => Dictionary | undefined;
  /** Returns what a field offers for a text; `place` is the field, or the sub-table and its field. */
  readonly candidates: (
    place: string,
    target: string,
    search: string,
    record: JsonObject,
    how?: CandidateWish,
  ) => Promise<Candidates>;
  /** Returns what expressions see of records, by id. */
  readonly seen: (place: string, ids: readonly string[]) => Promise<ReadonlyMap<string, Context>>;
  /** Returns the regions of China. */
  readonly regions: () => Promise<Regions>;
  /** Keeps a file; null where files cannot be kept. */
  readonly upload: ((file: File, watch: UploadWatch) => Promise<StoredFile>) | null;
  /** The app whose form this is; nothing where records are chosen beside any form. */
  readonly app?: string;
  /** Returns whether a record of another form can be created on the way. */
  readonly creates?: (target: string) => boolean;
  /** Returns the address of the page of a record; null where there is none. */
  readonly page?: (target: string, id: string) => string | null;
  /** Returns the address of a file. */
  readonly address: (id: string) => string;
  /** Returns the address of a picture in small, by the pixels of its longer side. */
  readonly thumbnail: (id: string, size: number) => string;
  /** What is known of files, by id. */
  readonly files: Map<string, StoredFile>;
  /** Carries out the effect of a button; null where there is no record yet. */
  readonly act: ((effect: string, field: string) => Promise<void>) | null;
  /** What records, people and files are called, by id. */
  readonly titles: Titles;
}

/** What records, people, departments and files are called, by id; whoever shows one hears of a new title. */
export class Titles {
  readonly #known = new Map<string, string>();
  readonly #listeners = new Set<() => void>();

  /** Takes titles. */
  learn(titles: Readonly<Record<string, string>>): void {
    let changed = false;
    for (const [id, title] of Object.entries(titles)) {
      if (this.#known.get(id) === title) continue;
      this.#known.set(id, title);
      changed = true;
    }
    if (changed) for (const listener of this.#listeners) listener();
  }

  /** Returns a title, null when it is not known. */
  of(id: string): string | null {
    return this.#known.get(id) ?? null;
  }

  /** Calls back when a title becomes known; returns how to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** Sources without anything: for a form that is only looked at. */
export const NO_SOURCES: Sources = {
  act: null,
  address: (id) => `#${id}`,
  candidates: async () => ({ candidates: [] }),
  dictionary: () => undefined,
  files: new Map(),
  regions: async () => ({}),
  seen: async () => new Map(),
  thumbnail: (id) => `#${id}`,
  titles: new Titles(),
  upload: null,
};

/** The sources of the inputs inside. */
export const SourcesContext = createContext<Sources>(NO_SOURCES);

/** Returns the sources. */
export function useSources(): Sources {
  return useContext(SourcesContext);
}

/** Returns what the record with an id is called; the beginning of the id while that is not known. */
export function useTitle(id: string): string {
  const { titles } = useSources();
  const read = () => titles.of(id);
  return useSyncExternalStore(titles.subscribe, read, read) ?? `${id.slice(0, 8)}…`;
}

/** The values beside a field. */
export interface Siblings {
  /** The field's place for the server: its name, or that of the sub-table and it. */
  readonly place: (name: string) => string;
  readonly read: (name: string) => Json;
  /** Returns what is stored of a field; null for nothing. */
  readonly stored?: (name: string) => Json;
  readonly subscribe: (name: string, listener: () => void) => () => void;
  /** Returns all of them, as the server takes them. */
  readonly all: () => JsonObject;
}

const ALONE: Siblings = { all: () => ({}), place: (name) => name, read: () => null, subscribe: () => () => undefined };

/** The values beside the inputs inside. */
export const SiblingsContext = createContext<Siblings>(ALONE);

/** Returns the values beside a field, which are only read when they are needed. */
export function useSiblings(): Siblings {
  return useContext(SiblingsContext);
}

/** Returns the value of another field of the same record or row, as it changes; null for no name. */
export function useSibling(name: string | null | undefined): Json {
  const siblings = useSiblings();
  const subscribe = useCallback(
    (listener: () => void) => (name ? siblings.subscribe(name, listener) : () => undefined),
    [siblings, name],
  );
  const read = () => (name ? siblings.read(name) : null);
  return useSyncExternalStore(subscribe, read, read);
}
