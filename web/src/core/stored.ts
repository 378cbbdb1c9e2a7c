import { useCallback, useEffect, useState } from "react";

/** Tells every part of the page that shows a state that it is another now. */
const CHANGED = "lowcode-stored";

/** Returns a state that survives a reload of the page, in this browser only. */
export function useStored<T>(name: string, initial: T): readonly [T, (value: T) => void] {
  const key = `lowcode.${name}`;
  const [value, set] = useState<T>(() => stored(key, initial));
  const keep = useCallback(
    (next: T) => {
      set(next);
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // A full or forbidden store costs no more than the memory of it.
      }
      dispatchEvent(new CustomEvent(CHANGED, { detail: [key, next] }));
    },
    [key],
  );
  useEffect(() => {
    const changed = (event: Event) => {
      const [other, next] = (event as CustomEvent<readonly [string, T]>).detail;
      if (other === key) set(next);
    };
    addEventListener(CHANGED, changed);
    return () => removeEventListener(CHANGED, changed);
  }, [key]);
  return [value, keep];
}

function stored<T>(key: string, initial: T): T {
  try {
    const text = localStorage.getItem(key);
    return text === null ? initial : (JSON.parse(text) as T);
  } catch {
    return initial;
  }
}
