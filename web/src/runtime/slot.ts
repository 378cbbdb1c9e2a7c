import { useSyncExternalStore } from "react";

let here: HTMLElement | null = null;
const listeners = new Set<() => void>();

/** Keeps the place in the top bar where the page below may put a button of its own; given as a `ref`. */
export function keepSlot(element: HTMLElement | null): void {
  here = element;
  for (const told of listeners) told();
}

function subscribe(told: () => void): () => void {
  listeners.add(told);
  return () => listeners.delete(told);
}

const read = () => here;

/** Returns the place in the top bar for a button of the page; null before there is one. */
export function useSlot(): HTMLElement | null {
  return useSyncExternalStore(subscribe, read, read);
}
