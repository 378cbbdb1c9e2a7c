import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useEffect, useRef, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { AppDocument } from "./app-document";
import { useWords } from "./attempt";

const REST = 600;

/** A draft of an app as it is worked on: it is kept on the server shortly after each change. */
export interface AppDraft {
  readonly document: AppDocument;
  readonly base: number | null;
  readonly current: number | null;
  /** Whether something is saved that is not published. */
  readonly touched: boolean;
  readonly saving: boolean;
  readonly change: (document: AppDocument) => void;
  /** Keeps what is not saved yet at once. */
  readonly flush: () => Promise<void>;
  readonly discard: () => Promise<void>;
  readonly rebase: () => Promise<void>;
  readonly reload: () => Promise<void>;
}

/** Returns one's own draft of an app, which is what is published until something is changed. */
export function useAppDraft(app: string) {
  const queries = useQueryClient();
  const { t } = useTexts();
  const { message } = App.useApp();
  const words = useWords();
  const key = ["draft", app];
  const loaded = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/draft", undefined, signal, { app }),
    queryKey: key,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [edited, setEdited] = useState<AppDocument | null>(null);
  const [saving, setSaving] = useState(false);
  const waiting = useRef<AppDocument | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const turn = useRef<Promise<void>>(Promise.resolve());
  const keep = async () => {
    const content = waiting.current;
    const kept = queries.getQueryData<NonNullable<typeof loaded.data>>(key);
    if (content === null || kept === undefined) return;
    waiting.current = null;
    setSaving(true);
    try {
      const save = { base_version: kept.base_version, content, revision: kept.revision };
      queries.setQueryData(key, await ask("PUT /api/apps/{app}/draft", save, undefined, { app }));
    } catch (error) {
      void message.error(words(error), 10);
    } finally {
      setSaving(false);
    }
  };
  const flush = () => {
    clearTimeout(timer.current);
    turn.current = turn.current.then(keep);
    return turn.current;
  };
  const last = useRef(flush);
  last.current = flush;
  useEffect(() => () => void last.current(), []);
  const reload = async () => {
    waiting.current = null;
    clearTimeout(timer.current);
    setEdited(null);
    await queries.invalidateQueries({ queryKey: key });
  };
  const draft: AppDraft | undefined =
    loaded.data === undefined
      ? undefined
      : {
          base: loaded.data.base_version,
          change: (document) => {
            setEdited(document);
            waiting.current = document;
            clearTimeout(timer.current);
            timer.current = setTimeout(() => void flush(), REST);
          },
          current: loaded.data.current_version,
          discard: async () => {
            clearTimeout(timer.current);
            waiting.current = null;
            await turn.current;
            await ask("DELETE /api/apps/{app}/draft", undefined, undefined, { app });
            await reload();
          },
          document: edited ?? (loaded.data.content as AppDocument),
          flush,
          rebase: async () => {
            await flush();
            const found = await ask("POST /api/apps/{app}/draft/rebase", undefined, undefined, { app });
            setEdited(null);
            queries.setQueryData(key, found.draft);
            void message.info(t("rights.taken", { count: found.clashes.length }));
          },
          reload,
          saving: saving || waiting.current !== null,
          touched: edited !== null || loaded.data.revision > 0,
        };
  return { draft, loaded };
}
