import { useEffect, useState, useSyncExternalStore } from "react";

/** Returns a value that follows another once that has rested for some milliseconds. */
export function useRested<T>(value: T, milliseconds: number): T {
  const [rested, rest] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => rest(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return rested;
}

/** Returns whether the window fits a media query. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    () => matchMedia(query).matches,
    // Without a window, as in tests, nothing is known of it.
    () => false,
  );
}

/** Returns the part of the address after `#/`, and how to go elsewhere. */
export function useRoute(): readonly [string, (route: string) => void] {
  const route = useSyncExternalStore(
    (changed) => {
      addEventListener("hashchange", changed);
      return () => removeEventListener("hashchange", changed);
    },
    () => location.hash.replace(/^#\/?/, ""),
  );
  return [
    route,
    (next) => {
      location.hash = `/${next}`;
    },
  ];
}
