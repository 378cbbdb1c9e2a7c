import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useMemo } from "react";
import { ask } from "../api/client";
import { useTexts } from "../core/language";
import type { Sources } from "../fields/sources";
import type { RecordView } from "../generated/api";
import { useWords } from "./admin/attempt";
import { pageOf } from "./notices/notices";

/** Returns what buttons of a record do: the server does it, and the page shows what was made; null for a new one. */
export function usePress(app: string, form: string, record: RecordView | null): Sources["act"] {
  const { say, t } = useTexts();
  const { message, notification } = App.useApp();
  const queries = useQueryClient();
  const words = useWords();
  const id = record?.id ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is said changes with the language alone
  return useMemo(() => {
    if (id === null) return null;
    return async (effect) => {
      try {
        const path = "POST /api/apps/{app}/forms/{form}/records/{id}/actions/{action}";
        const done = await ask(path, {}, undefined, { action: effect, app, form, id });
        const title = done.message == null ? t("notices.made", { count: done.made?.length ?? 0 }) : say(done.message);
        const links = (done.made ?? []).map((one) => (
          <li key={one.id}>
            <a href={pageOf(one.link) ?? undefined}>{one.title || t("notices.open")}</a>
          </li>
        ));
        const made = links.length === 0 ? null : <ul className="pressed-made">{links}</ul>;
        notification.success({ description: made, duration: links.length === 0 ? 4 : 15, title });
        await queries.invalidateQueries();
      } catch (error) {
        void message.error(words(error), 8);
      }
    };
  }, [app, form, id, t]);
}
