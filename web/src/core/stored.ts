import { useCallback, useState } from "react";

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
    },
    [key],
  );
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
