import { Alert, Button } from "antd";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { JsonObject } from "../../fields/field-type";
import { shownInstant } from "../../fields/moments";
import { useSources } from "../../fields/sources";
import type { UnfinishedRecord } from "../../generated/api";
import type { FormStore } from "./store";

const REST = 3_000;

/** What is kept of a form before it is saved. */
export interface Keeping {
  /** What was kept when the page was opened, as long as nobody has decided about it. */
  readonly offered: UnfinishedRecord | null;
  /** When something was kept last; null for never, "failed" when it could not be. */
  readonly kept: string | "failed" | null;
  readonly resume: () => void;
  readonly discard: () => void;
  /** Forgets what is kept, once everything on its way has arrived. */
  readonly drop: () => Promise<void>;
  /** Keeps at once what stands there now. */
  readonly keep: () => Promise<void>;
}

interface Place {
  readonly app: string;
  readonly form: string;
  readonly record: string | null;
}

/** Keeps what somebody enters on the server every few seconds, and offers it when they come back. */
export function useUnfinished(place: Place, store: FormStore, base: RefObject<number>, enabled: boolean): Keeping {
  const { app, form, record } = place;
  const { titles } = useSources();
  const [offered, offer] = useState<UnfinishedRecord | null>(null);
  const [looked, look] = useState(!enabled);
  const [kept, setKept] = useState<string | "failed" | null>(null);
  const keeper = useMemo(() => new Keeper({ app, form, record }, setKept), [app, form, record]);
  useEffect(() => {
    if (!enabled) return;
    const aborter = new AbortController();
    const address = { app, form, ...(record === null ? {} : { record }) };
    ask("GET /api/apps/{app}/forms/{form}/unfinished", undefined, aborter.signal, address).then(
      (found) => {
        if (found !== null) keeper.exists = true;
        offer(found);
        look(true);
      },
      // Without an answer nothing is offered, and what is there is not overwritten.
      () => undefined,
    );
    return () => aborter.abort();
  }, [app, form, record, enabled, keeper]);
  const read = useRef(() => ({ values: {} as JsonObject, version: null as number | null }));
  read.current = () => ({ values: store.changes(), version: record === null ? null : base.current });
  const active = enabled && looked && offered === null;
  useEffect(() => {
    if (!active) return;
    keeper.source = () => (store.dirty ? read.current() : null);
    const stop = store.subscribe("*", keeper.later);
    const hidden = () => document.visibilityState === "hidden" && void keeper.now();
    document.addEventListener("visibilitychange", hidden);
    if (store.dirty) keeper.later();
    return () => {
      stop();
      keeper.rest();
      document.removeEventListener("visibilitychange", hidden);
    };
  }, [active, store, keeper]);
  return {
    discard: () => {
      offer(null);
      void keeper.drop();
    },
    drop: keeper.drop,
    keep: keeper.now,
    kept,
    offered,
    resume: () => {
      if (offered === null) return;
      titles.learn(offered.titles);
      if (offered.version !== null) base.current = Math.min(base.current, offered.version);
      store.restore(offered.values as JsonObject);
      offer(null);
    },
  };
}

interface Content {
  readonly values: JsonObject;
  readonly version: number | null;
}

/** Sends what is entered, one after the other and never twice the same. */
class Keeper {
  exists = false;
  source: () => Content | null = () => null;
  readonly #place: Place;
  readonly #told: (kept: string | "failed" | null) => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #last = "";
  #chain: Promise<void> = Promise.resolve();

  constructor(place: Place, told: (kept: string | "failed" | null) => void) {
    this.#place = place;
    this.#told = told;
  }

  /** Keeps it after a while; a second call in this time changes nothing. */
  readonly later = (): void => {
    this.#timer ??= setTimeout(() => void this.now(), REST);
  };

  /** Keeps it now. */
  readonly now = (): Promise<void> => {
    this.rest();
    this.#chain = this.#chain.then(() => this.#send());
    return this.#chain;
  };

  readonly drop = (): Promise<void> => {
    this.rest();
    this.#chain = this.#chain.then(() => this.#remove());
    return this.#chain;
  };

  rest(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #send(): Promise<void> {
    const content = this.source();
    if (content === null) {
      await this.#remove();
      return;
    }
    const text = JSON.stringify(content);
    if (text === this.#last) return;
    const { app, form, record } = this.#place;
    try {
      const request = { record, values: content.values, version: content.version };
      await ask("PUT /api/apps/{app}/forms/{form}/unfinished", request, undefined, { app, form });
      this.exists = true;
      this.#last = text;
      this.#told(new Date().toISOString());
    } catch {
      this.#told("failed");
      this.later();
    }
  }

  async #remove(): Promise<void> {
    this.#last = "";
    if (!this.exists) return;
    const { app, form, record } = this.#place;
    const address = { app, form, ...(record === null ? {} : { record }) };
    try {
      await ask("DELETE /api/apps/{app}/forms/{form}/unfinished", undefined, undefined, address);
      this.exists = false;
      this.#told(null);
    } catch {
      // It is offered once more; nothing is lost by that.
    }
  }
}

/** Says that there is something unfinished, with what can be done about it. */
export function UnfinishedOffer({ keeping, version }: { keeping: Keeping; version: number | null }) {
  const { t } = useTexts();
  const { offered } = keeping;
  if (offered === null) return null;
  const old = version !== null && offered.version !== null && offered.version < version;
  return (
    <Alert
      className="unfinished"
      action={
        <span className="unfinished-acts">
          <Button size="small" type="primary" onClick={keeping.resume}>
            {t("filling.resume")}
          </Button>
          <Button size="small" onClick={keeping.discard}>
            {t("filling.discard")}
          </Button>
        </span>
      }
      description={t(old ? "filling.offeredOld" : "filling.offeredHint")}
      role="status"
      showIcon
      title={t("filling.offered", { time: timeOf(offered.changed_at) })}
      type="info"
    />
  );
}

/** Returns an instant as people say it: of today only the time. */
export function timeOf(instant: string): string {
  const shown = shownInstant(instant, false);
  const [day, time] = shown.split(" ");
  return day === shownInstant(new Date().toISOString(), false).split(" ")[0] ? (time ?? shown) : shown;
}
