import { useEffect, useRef, useState } from "react";
import { Refused } from "../api/client";
import { useTexts } from "../core/language";
import type { StoredFile } from "../generated/api";
import { useSources } from "./sources";

/** What limits the files of a field. */
export interface Limits {
  readonly most: number;
  /** The largest file, in millions of bytes. */
  readonly megabytes: number;
  /** The endings that are accepted; all when there are none. */
  readonly extensions: readonly string[];
}

/** A file on its way to the server. */
export interface Upload {
  readonly key: number;
  readonly file: File;
  /** The share that has been sent, from 0 to 1. */
  readonly share: number;
  /** Why it has not arrived; null while it is on its way. */
  readonly problem: string | null;
  /** Whether it may arrive when it is sent again. */
  readonly again: boolean;
}

/** What can be done with uploads. */
export interface Uploads {
  readonly list: readonly Upload[];
  readonly add: (files: readonly File[]) => void;
  readonly retry: (key: number) => void;
  /** Breaks one off, or takes it away. */
  readonly drop: (key: number) => void;
}

let lastKey = 0;

/** Returns uploads to a field; `onStored` hears of each that has arrived. */
export function useUploads(place: string | null, limits: Limits, taken: number, onStored: (file: StoredFile) => void) {
  const { say, t } = useTexts();
  const sources = useSources();
  const [list, setList] = useState<readonly Upload[]>([]);
  const running = useRef(new Map<number, AbortController>());
  // One after the other: they stand in the order in which they were chosen.
  const queue = useRef<Promise<void>>(Promise.resolve());
  const told = useRef(onStored);
  told.current = onStored;
  useEffect(() => {
    const mine = running.current;
    return () => {
      for (const one of mine.values()) one.abort();
    };
  }, []);
  const change = (key: number, news: Partial<Upload>) =>
    setList((present) => present.map((one) => (one.key === key ? { ...one, ...news } : one)));
  const forget = (key: number) => setList((present) => present.filter((one) => one.key !== key));
  const send = (key: number, file: File) => {
    const controller = new AbortController();
    running.current.set(key, controller);
    change(key, { again: false, problem: null, share: 0 });
    queue.current = queue.current.then(() => deliver(key, file, controller));
  };
  const deliver = async (key: number, file: File, controller: AbortController) => {
    try {
      if (controller.signal.aborted) return;
      const stored = await sources.upload?.(file, {
        onProgress: (share) => change(key, { share }),
        place,
        signal: controller.signal,
      });
      if (stored !== undefined) {
        sources.titles.learn({ [stored.id]: stored.name });
        sources.files.set(stored.id, stored);
        told.current(stored);
      }
      forget(key);
    } catch (error) {
      if (controller.signal.aborted) return;
      const [found] = error instanceof Refused ? error.diagnostics : [];
      const hint = found?.hint ? ` ${say(found.hint)}` : "";
      const wrong = found === undefined ? t("fields.uploadFailed") : say(found.message) + hint;
      change(key, { again: found === undefined, problem: wrong });
    } finally {
      if (running.current.get(key) === controller) running.current.delete(key);
    }
  };
  const refusal = (file: File, position: number): string | null => {
    const ending = file.name.includes(".") ? (file.name.split(".").at(-1)?.toLowerCase() ?? "") : "";
    const { extensions, megabytes, most } = limits;
    if (position >= most) return t("fields.fileTooMany", { most });
    if (file.size > megabytes * 1_000_000) return t("fields.fileTooLarge", { megabytes });
    if (extensions.length > 0 && !extensions.includes(ending)) {
      return t("fields.fileWrongType", { endings: extensions.join(", ") });
    }
    return null;
  };
  const add = (files: readonly File[]) => {
    let position = taken + list.filter((one) => one.problem === null).length;
    for (const file of files) {
      const problem = refusal(file, position);
      lastKey += 1;
      const key = lastKey;
      setList((present) => [...present, { again: false, file, key, problem, share: 0 }]);
      if (problem !== null) continue;
      position += 1;
      send(key, file);
    }
  };
  const made: Uploads = {
    add,
    drop: (key) => {
      running.current.get(key)?.abort();
      forget(key);
    },
    list,
    retry: (key) => {
      const one = list.find((each) => each.key === key);
      if (one !== undefined) send(key, one.file);
    },
  };
  return made;
}
