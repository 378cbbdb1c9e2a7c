import { SaveOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { ask, Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Json, JsonObject } from "../../fields/field-type";
import { SiblingsContext, useSources } from "../../fields/sources";
import type { AppMenu, Clash, RecordView } from "../../generated/api";
import { readTyped, type TypedJson } from "../../language";
import { FormProvider, useForm, useSheetSiblings, useWhole } from "../form/form-context";
import { Layout } from "../form/layout";
import { ProblemList } from "../form/problem-list";
import { isError } from "../form/problems";
import { FormStore, typeOf } from "../form/store";
import type { LoadedForm } from "../form-page";
import { guardLeaving } from "../leaving";
import { usePlace } from "../session";
import { systemOf } from "../system";

interface Given {
  readonly menu: AppMenu;
  readonly form: LoadedForm;
  readonly record: RecordView | null;
  readonly editable: boolean;
  readonly title: ReactNode;
  readonly route: string;
}

/** The form of a record, with what saves it. */
export function RecordForm(given: Given) {
  const { form, record, editable, route } = given;
  const sources = useSources();
  // A record that was saved comes with another version, and the form begins anew with it.
  const version = record?.version ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: titles of the same version change nothing
  const store = useMemo(() => {
    const user = form.page.user == null ? null : readTyped(form.page.user as TypedJson);
    const hidden =
      record === null
        ? (form.page.hidden ?? [])
        : form.logic.top.fields
            .filter((one) => one.kind !== "button" && !(one.name in record.values))
            .map((one) => one.name);
    const made = new FormStore(form.logic, {
      entered: record === null ? enteredIn(route, form) : {},
      hidden,
      locked: editable ? (record?.locked ?? []) : form.logic.top.fields.map((one) => one.name),
      masked: record?.masked ?? [],
      system: systemOf(record, user),
      user,
      values: record === null ? null : (record.values as JsonObject),
    });
    made.onNeed = (place, ids) => {
      // What cannot be fetched stays unknown here; the server computes it when the record is saved.
      sources.seen(place, ids).then(
        (found) => made.learn(place, found),
        () => undefined,
      );
    };
    return made;
  }, [form, record?.id, version, editable, sources]);
  return (
    <FormProvider value={store}>
      <Body {...given} />
    </FormProvider>
  );
}

/** Returns the values that an address gives to a new record: `?customer=…`. */
function enteredIn(route: string, { logic }: LoadedForm): JsonObject {
  const given = new URLSearchParams(route.split("?")[1] ?? "");
  return Object.fromEntries([...given].filter(([name]) => logic.top.shapes.has(name)));
}

function Body({ menu, form, record, editable, title }: Given) {
  const { t } = useTexts();
  const store = useForm();
  const { go } = usePlace();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const siblings = useSheetSiblings(store.top);
  const [asked, setAsked] = useState(0);
  const [busy, setBusy] = useState(false);
  const [clashes, setClashes] = useState<Refused | null>(null);
  const [failure, setFailure] = useState<Error | null>(null);
  const saved = useRef(false);
  const base = useRef(record?.version ?? 0);
  base.current = Math.max(base.current, record?.version ?? 0);
  useLeaving(store, saved);
  const app = menu.name;
  const name = form.page.form.name;
  const save = async () => {
    setFailure(null);
    setClashes(null);
    store.tell([]);
    if (store.attempt().some(isError)) {
      setAsked((count) => count + 1);
      return;
    }
    setBusy(true);
    try {
      const values = store.changes();
      const kept =
        record === null
          ? await ask("POST /api/apps/{app}/forms/{form}/records", { values }, undefined, { app, form: name })
          : await ask("PATCH /api/apps/{app}/forms/{form}/records/{id}", { values, version: base.current }, undefined, {
              app,
              form: name,
              id: record.id,
            });
      saved.current = true;
      void message.success(t("form.saved"));
      queries.setQueryData(["record", app, name, kept.id], kept);
      void queries.invalidateQueries({ queryKey: ["records", app] });
      void queries.invalidateQueries({ queryKey: ["history", app, name, kept.id] });
      if (record === null) go(`app/${app}/form/${name}/${kept.id}`);
    } catch (error) {
      if (error instanceof Refused && error.clashes.length > 0) setClashes(error);
      else if (error instanceof Refused && error.diagnostics.length > 0) store.tell(error.diagnostics);
      else setFailure(error instanceof Error ? error : new Error(String(error)));
      setAsked((count) => count + 1);
    } finally {
      setBusy(false);
    }
  };
  return (
    <SiblingsContext.Provider value={siblings}>
      <form
        className="record-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className="page-head">
          <h1>{title}</h1>
          {editable ? <SaveBar busy={busy} /> : null}
        </div>
        {failure === null ? null : <Alert role="alert" showIcon title={t("form.saveFailed")} type="error" />}
        {clashes === null ? null : (
          <Clashes
            clashes={clashes.clashes}
            onKeep={() => {
              base.current = clashes.version ?? base.current;
              setClashes(null);
              void save();
            }}
            onTake={(one) => store.enter(store.top, one.field, (one.theirs ?? null) as Json)}
          />
        )}
        <ProblemList asked={asked} />
        <Layout />
      </form>
    </SiblingsContext.Provider>
  );
}

function SaveBar({ busy }: { busy: boolean }) {
  const { t } = useTexts();
  const dirty = useWhole((store) => store.dirty);
  return (
    <div className="page-tools save-bar">
      {dirty ? (
        <span className="quiet" role="status">
          {t("form.dirty")}
        </span>
      ) : null}
      <Button htmlType="submit" icon={<SaveOutlined />} loading={busy} type="primary">
        {t("form.save")}
      </Button>
    </div>
  );
}

/** Fields that somebody else changed meanwhile, with both values. */
function Clashes({
  clashes,
  onKeep,
  onTake,
}: {
  clashes: readonly Clash[];
  onKeep: () => void;
  onTake: (clash: Clash) => void;
}) {
  const { say, t } = useTexts();
  const store = useForm();
  return (
    <Alert
      action={<Button onClick={onKeep}>{t("records.keepMine")}</Button>}
      description={
        <ul className="clashes">
          {clashes.map((one) => {
            const field = store.top.plot.shapes.get(one.field);
            const type = field === undefined ? null : typeOf(field);
            return (
              <li key={one.field}>
                <strong>{field === undefined ? one.field : say(field.label)}</strong>
                <span>
                  {t("records.theirs")}{" "}
                  {one.theirs == null || type === null || field === undefined ? (
                    "—"
                  ) : (
                    <type.Cell field={field} value={one.theirs as Json} />
                  )}
                </span>
                <Button size="small" onClick={() => onTake(one)}>
                  {t("records.takeTheirs")}
                </Button>
              </li>
            );
          })}
        </ul>
      }
      role="alert"
      showIcon
      title={t("records.clash")}
      type="warning"
    />
  );
}

/** Asks before the page is left while something on it is not saved. */
function useLeaving(store: FormStore, saved: { readonly current: boolean }): void {
  const { t } = useTexts();
  const { modal } = App.useApp();
  const dirty = useWhole((form) => form.dirty);
  useEffect(() => {
    if (!dirty) return;
    return guardLeaving(async () => {
      if (saved.current || !store.dirty) return true;
      return modal.confirm({
        cancelText: t("form.stay"),
        content: t("form.unsavedHint"),
        okText: t("form.leave"),
        title: t("form.unsaved"),
      });
    });
  }, [dirty, store, saved, modal, t]);
}
