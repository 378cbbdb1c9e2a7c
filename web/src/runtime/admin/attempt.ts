import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useState } from "react";
import { Refused } from "../../api/client";
import { useTexts } from "../../core/language";

/** Returns what the server said about an error, with what to do next. */
export function useWords(): (error: unknown) => string {
  const { say, t } = useTexts();
  return (error) => {
    if (!(error instanceof Refused)) return error instanceof Error ? error.message : String(error);
    if (error.status === 0) return `${t("failure.offline")} ${t("failure.offlineHint")}`;
    const words = error.diagnostics.map((one) => `${say(one.message)} ${one.hint ? say(one.hint) : ""}`);
    return words.join(" ") || error.message;
  };
}

/** Returns how to do something that changes what lists show: tells how it went, and lets the lists load again. */
export function useAct(...keys: readonly string[]) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const act = async (work: () => Promise<unknown>, done?: string): Promise<boolean> => {
    setBusy(true);
    try {
      await work();
      await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
      if (done !== undefined) void message.success(done);
      return true;
    } catch (error) {
      void message.error(words(error), 8);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { act, busy };
}
