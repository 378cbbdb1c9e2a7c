import { type RefObject, useEffect } from "react";
import { ask } from "../../api/client";
import type { FormStore } from "./store";

const LEFT = 250;
const PAUSED = 1_200;

/**
 * Lets the server look at what is entered when somebody leaves a field or pauses; what it finds stands at the fields.
 * What saving refused stays until something is changed: it knows more, such as what would follow from the record.
 */
export function useChecks(
  app: string,
  form: string,
  record: string | null,
  store: FormStore,
  enabled: boolean,
  refused: RefObject<string | null>,
): void {
  useEffect(() => {
    if (!enabled) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = "";
    let aborter: AbortController | null = null;
    const check = async () => {
      if (!store.dirty) return;
      const values = store.changes();
      const text = JSON.stringify(values);
      if (text === last || text === refused.current) return;
      last = text;
      aborter?.abort();
      aborter = new AbortController();
      try {
        const address = { app, form };
        const request = { id: record, values };
        const path = "POST /api/apps/{app}/forms/{form}/check";
        const { diagnostics } = await ask(path, request, aborter.signal, address);
        // What was entered meanwhile is looked at by itself.
        if (JSON.stringify(store.changes()) === text && text !== refused.current) store.hear(diagnostics);
      } catch {
        // Saving says what is wrong in any case.
        last = "";
      }
    };
    const within = (milliseconds: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => void check(), milliseconds);
    };
    store.onTouch = () => within(LEFT);
    const stop = store.subscribe("*", () => within(PAUSED));
    return () => {
      stop();
      clearTimeout(timer);
      aborter?.abort();
      store.onTouch = () => undefined;
    };
  }, [app, form, record, store, enabled, refused]);
}
