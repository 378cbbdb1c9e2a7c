import { useEffect, useRef } from "react";

/** What the server tells open pages: that something of a kind has changed, and what else it says about it. */
export interface LiveEvent {
  readonly kind: string;
  readonly [more: string]: unknown;
}

type Heard = (event: LiveEvent) => void;

const PATH = "/api/live";
const FIRST = 1_000;
const LONGEST = 30_000;

const heard = new Set<Heard>();
let source: EventSource | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let pause = FIRST;

/** Calls a function with everything the server tells from now on; returns what ends it. All share one connection. */
export function listen(one: Heard): () => void {
  heard.add(one);
  if (source === null && timer === undefined) open();
  return () => {
    heard.delete(one);
    if (heard.size === 0) close();
  };
}

/** Calls a function with everything the server tells while a component is shown. */
export function useLive(one: Heard): void {
  const last = useRef(one);
  last.current = one;
  useEffect(() => listen((event) => last.current(event)), []);
}

function open(): void {
  timer = undefined;
  if (typeof EventSource === "undefined") return;
  const made = new EventSource(PATH);
  source = made;
  let lost = false;
  made.onopen = () => {
    pause = FIRST;
    // What happened while nobody listened is asked for.
    if (lost) tell({ kind: "again" });
    lost = false;
  };
  made.onmessage = (message) => {
    const event = JSON.parse(String(message.data)) as LiveEvent;
    tell(event);
  };
  made.onerror = () => {
    lost = true;
    // The browser tries again by itself unless the server refused.
    if (made.readyState !== EventSource.CLOSED) return;
    close();
    timer = setTimeout(() => {
      open();
      tell({ kind: "again" });
    }, pause);
    pause = Math.min(pause * 2, LONGEST);
  };
}

function close(): void {
  source?.close();
  source = null;
  clearTimeout(timer);
  timer = undefined;
}

function tell(event: LiveEvent): void {
  for (const one of heard) one(event);
}
