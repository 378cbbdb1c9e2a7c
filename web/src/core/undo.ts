import { useEffect, useState } from "react";

/** What was made, with what stood there before and what was undone. */
export interface Past<T> {
  readonly before: readonly T[];
  readonly now: T;
  readonly after: readonly T[];
}

const MOST = 100;

/** Returns a past in which something stands now. */
export function stepped<T>({ before, now }: Past<T>, next: T): Past<T> {
  return { after: [], before: [...before, now].slice(-MOST), now: next };
}

/** Returns a past one step back; as it is where there is none. */
export function undone<T>(past: Past<T>): Past<T> {
  const last = past.before.at(-1);
  if (last === undefined) return past;
  return { after: [past.now, ...past.after], before: past.before.slice(0, -1), now: last };
}

/** Returns a past one step forward; as it is where there is none. */
export function redone<T>(past: Past<T>): Past<T> {
  const [next, ...after] = past.after;
  return next === undefined ? past : { after, before: [...past.before, past.now], now: next };
}

/** How something that can be undone is changed. */
export interface Undoing<T> {
  readonly now: T;
  readonly change: (next: T) => void;
  /** Puts something in its place without a way back, such as what was loaded. */
  readonly reset: (next: T) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/**
 * Returns something whose changes can be undone, by Ctrl+Z and Ctrl+Y as well, except while somebody writes, or while
 * something else lies over it that is undone by itself.
 */
export function useUndo<T>(first: T | (() => T), listening = true): Undoing<T> {
  const [past, keep] = useState<Past<T>>(() => ({
    after: [],
    before: [],
    now: typeof first === "function" ? (first as () => T)() : first,
  }));
  useEffect(() => {
    if (!listening) return;
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || writes(event.target)) return;
      const key = event.key.toLowerCase();
      const back = key === "z" && !event.shiftKey;
      if (!back && key !== "y" && !(key === "z" && event.shiftKey)) return;
      event.preventDefault();
      keep(back ? undone : redone);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [listening]);
  return {
    canRedo: past.after.length > 0,
    canUndo: past.before.length > 0,
    change: (next) => keep((before) => stepped(before, next)),
    now: past.now,
    redo: () => keep(redone),
    reset: (next) => keep({ after: [], before: [], now: next }),
    undo: () => keep(undone),
  };
}

function writes(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "INPUT")
  );
}
