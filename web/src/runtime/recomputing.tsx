import { useQuery } from "@tanstack/react-query";
import { Alert, Progress } from "antd";
import { useEffect, useRef } from "react";
import { ask } from "../api/client";
import { useTexts } from "../core/language";
import type { LoadedForm } from "./form-page";

/** How often a page asks how far it is, in milliseconds. */
const PAUSE = 2_000;

/** Says that values of a form are being computed anew, how far that is, and when it is done. */
export function RecomputingNote({ app, form, onDone }: { app: string; form: LoadedForm; onDone: () => void }) {
  const { t, language } = useTexts();
  const name = form.page.form.name;
  const state = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/forms/{form}/records/recomputing", undefined, signal, { app, form: name }),
    queryKey: ["recomputing", app, name],
    refetchInterval: (query) => (query.state.data?.running && !query.state.data.failed ? PAUSE : false),
    staleTime: 0,
  });
  const told = state.data;
  const running = told?.running === true;
  const before = useRef(false);
  useEffect(() => {
    if (before.current && told !== undefined && !running) onDone();
    before.current = running;
  }, [running, told, onDone]);
  if (told === undefined || !running) return null;
  const labels = new Map((form.page.form.fields ?? []).map((one) => [one.name, one.label[language]]));
  const outer = [...new Set((told.fields ?? []).map((one) => one.split(".")[0] ?? one))];
  const fields =
    outer.map((one) => labels.get(one) ?? one).join(language === "en" ? ", " : "、") || t("recomputing.all");
  if (told.failed) {
    return (
      <Alert
        className="recomputing-note"
        showIcon
        title={t("recomputing.failed")}
        description={t("recomputing.failedHint", { fields })}
        type="warning"
      />
    );
  }
  const of = told.of ?? 0;
  const done = Math.min(told.done ?? 0, of);
  return (
    <Alert
      className="recomputing-note"
      showIcon
      description={
        <>
          {t("recomputing.progress", { done: done.toLocaleString(language), fields, of: of.toLocaleString(language) })}
          <Progress
            aria-label={t("recomputing.title")}
            percent={of === 0 ? 0 : Math.floor((100 * done) / of)}
            size="small"
            status="active"
          />
        </>
      }
      role="status"
      title={t("recomputing.title")}
      type="info"
    />
  );
}
