import { SaveOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import { type RefObject, useEffect, useRef, useState } from "react";
import { ask, Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Json } from "../../fields/field-type";
import { SiblingsContext } from "../../fields/sources";
import { useChecks } from "../form/checks";
import { Conflict } from "../form/conflict";
import { useForm, useSheetSiblings, useWhole } from "../form/form-context";
import { Layout } from "../form/layout";
import { ProblemList } from "../form/problem-list";
import { isError } from "../form/problems";
import { StageHead } from "../form/stage-head";
import type { FormStore } from "../form/store";
import { type Keeping, timeOf, UnfinishedOffer, useUnfinished } from "../form/unfinished";
import { guardLeaving } from "../leaving";
import { OffersPanel } from "./offers-panel";
import type { RecordFormProps } from "./record-form";

/** What stands in the form of a record: what saves it above, its fields below. */
export function RecordBody(given: RecordFormProps & { base: RefObject<number> }) {
  const { menu, form, record, editable, title, tools, inside = false, base } = given;
  const { t } = useTexts();
  const store = useForm();
  const siblings = useSheetSiblings(store.top);
  const id = record?.id ?? null;
  const name = form.page.form.name;
  const keeping = useUnfinished({ app: menu.name, form: name, record: id }, store, base, editable && !inside);
  const saving = useSaving(given, keeping);
  useChecks(menu.name, name, id, store, editable, saving.refused);
  useLeaving(store, saving.saved, keeping);
  return (
    <SiblingsContext.Provider value={siblings}>
      <form
        className={inside ? "record-form inside" : "record-form"}
        noValidate
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
            event.preventDefault();
            if (editable) void saving.save(false);
          }
        }}
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          void saving.save(false);
        }}
      >
        <div className="page-head">
          {inside ? null : <h1>{title}</h1>}
          <div className="page-tools">
            {editable ? <SaveBar busy={saving.busy} kept={keeping.kept} onAnother={saving.another} /> : null}
            {tools}
          </div>
        </div>
        {editable ? null : <Alert className="notice" showIcon title={readingNote(given, t)} type="info" />}
        <UnfinishedOffer keeping={keeping} version={record?.version ?? null} />
        {saving.failure === null ? null : <Alert role="alert" showIcon title={t("form.saveFailed")} type="error" />}
        {saving.clashes === null ? null : (
          <Conflict clashes={saving.clashes.clashes} onChosen={saving.settle} onClose={saving.leaveClashes} />
        )}
        <ProblemList asked={saving.asked} />
        <StageHead />
        <Layout />
        {editable && form.logic.rows.size > 0 ? <OffersPanel app={menu.name} form={name} /> : null}
      </form>
    </SiblingsContext.Provider>
  );
}

function readingNote({ record }: RecordFormProps, t: ReturnType<typeof useTexts>["t"]): string {
  return t(record?.trashed_at == null ? "filling.reading" : "filling.trashed");
}

/** Returns what saves the record of the form, and what came of it. */
function useSaving(
  { menu, form, record, onSaved, base, inside = false }: RecordFormProps & { base: RefObject<number> },
  keeping: Keeping,
) {
  const { say, t } = useTexts();
  const store = useForm();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(0);
  const [busy, setBusy] = useState(false);
  const [clashes, setClashes] = useState<Refused | null>(null);
  const [failure, setFailure] = useState<Error | null>(null);
  const saved = useRef(false);
  /** What was entered when saving was refused. */
  const refused = useRef<string | null>(null);
  const app = menu.name;
  const name = form.page.form.name;
  // A request that was carried out and whose answer was lost is not carried out twice.
  const attempt = useRef<{ readonly text: string; readonly key: string } | null>(null);
  const send = async () => {
    const values = store.changes();
    if (record !== null) {
      const request = { values, version: base.current };
      const path = "PATCH /api/apps/{app}/forms/{form}/records/{id}";
      return ask(path, request, undefined, { app, form: name, id: record.id });
    }
    const text = JSON.stringify(values);
    if (attempt.current?.text !== text) attempt.current = { key: crypto.randomUUID(), text };
    const headers = { "Idempotency-Key": attempt.current.key };
    return ask("POST /api/apps/{app}/forms/{form}/records", { values }, undefined, { app, form: name }, headers);
  };
  const save = async (another: boolean) => {
    if (busy) return;
    setFailure(null);
    setClashes(null);
    store.tell([]);
    if (store.attempt().some(isError)) {
      setAsked((count) => count + 1);
      return;
    }
    setBusy(true);
    try {
      const kept = await send();
      saved.current = true;
      await keeping.drop();
      void message.success(t("form.saved"));
      for (const one of kept.warnings ?? []) void message.warning(say(one.message), 6);
      queries.setQueryData(["record", app, name, kept.id], kept);
      void queries.invalidateQueries({ queryKey: ["records", app] });
      void queries.invalidateQueries({ queryKey: ["history", app, name, kept.id] });
      setAsked(0);
      onSaved(kept, another);
      // The same page goes on with what is saved.
      if (record !== null) saved.current = false;
    } catch (error) {
      if (error instanceof Refused && error.clashes.length > 0) setClashes(error);
      else if (error instanceof Refused && error.diagnostics.length > 0) {
        refused.current = JSON.stringify(store.changes());
        store.tell(error.diagnostics);
      } else setFailure(error instanceof Error ? error : new Error(String(error)));
      setAsked((count) => count + 1);
    } finally {
      setBusy(false);
    }
  };
  return {
    another: record === null && !inside ? () => void save(true) : null,
    asked: clashes === null ? asked : 0,
    busy,
    clashes,
    failure,
    leaveClashes: () => setClashes(null),
    refused,
    save,
    saved,
    settle: (theirs: NonNullable<typeof clashes>["clashes"]) => {
      for (const one of theirs) store.enter(store.top, one.field, (one.theirs ?? null) as Json);
      base.current = clashes?.version ?? base.current;
      void save(false);
    },
  };
}

function SaveBar({ busy, kept, onAnother }: { busy: boolean; kept: Keeping["kept"]; onAnother: (() => void) | null }) {
  const { t } = useTexts();
  const dirty = useWhole((store) => store.dirty);
  return (
    <div className="save-bar">
      {dirty ? (
        <span className="quiet save-state" role="status">
          {kept === null
            ? t("form.dirty")
            : kept === "failed"
              ? t("filling.notKept")
              : t("filling.kept", { time: timeOf(kept) })}
        </span>
      ) : null}
      {onAnother === null ? null : (
        <Button className="save-another" disabled={busy} onClick={onAnother}>
          {t("filling.saveAndNew")}
        </Button>
      )}
      <Button htmlType="submit" icon={<SaveOutlined />} loading={busy} type="primary">
        {t("form.save")}
      </Button>
    </div>
  );
}

/** Asks before the page is left while something on it is not saved. */
function useLeaving(store: FormStore, saved: { readonly current: boolean }, keeping: Keeping): void {
  const { t } = useTexts();
  const { modal } = App.useApp();
  const dirty = useWhole((form) => form.dirty);
  const keep = keeping.keep;
  useEffect(() => {
    if (!dirty) return;
    return guardLeaving(async () => {
      if (saved.current || !store.dirty) return true;
      void keep();
      return modal.confirm({
        cancelText: t("form.stay"),
        content: t("form.unsavedHint"),
        okText: t("form.leave"),
        title: t("form.unsaved"),
      });
    });
  }, [dirty, store, saved, modal, t, keep]);
}
