import { forwardRef, useImperativeHandle, useMemo } from "react";
import { Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Json, JsonObject } from "../../fields/field-type";
import { SiblingsContext, SourcesContext } from "../../fields/sources";
import type { Label, TaskView } from "../../generated/api";
import type { FormPage } from "../../generated/forms";
import { readTyped, type TypedJson } from "../../language";
import { FormProvider, LookProvider, useForm, useSheetSiblings } from "../form/form-context";
import { Layout } from "../form/layout";
import { Logic } from "../form/logic";
import { ProblemList } from "../form/problem-list";
import { StageHead } from "../form/stage-head";
import { FormStore } from "../form/store";
import { serverSources } from "../server-sources";
import { systemOf } from "../system";

/** What a task asks of its form. */
export interface FormOfTask {
  /** Returns the fields that were changed. */
  readonly changes: () => JsonObject;
  /** Shows at the fields what the server says of them; returns whether there was anything. */
  readonly tell: (error: unknown) => boolean;
  /** Returns the labels of what the step wants and is empty. */
  readonly empty: () => readonly Label[];
}

interface Given {
  readonly record: NonNullable<TaskView["record"]>;
  readonly page: FormPage;
  readonly fields: NonNullable<TaskView["fields"]>;
  readonly works: boolean;
  /** Grows with every attempt that the form refused. */
  readonly asked: number;
}

/** The record of a task with the rights of its step: what is hidden, only seen, to be changed, or needed. */
export const TaskForm = forwardRef<FormOfTask, Given>(function TaskForm(given, ref) {
  const { record, page, fields, works, asked } = given;
  const logic = useMemo(() => new Logic(page), [page]);
  const sources = useMemo(() => serverSources(page), [page]);
  sources.titles.learn(record.titles ?? {});
  for (const file of record.files ?? []) sources.files.set(file.id, file);
  const edits = works && Object.values(fields).some((one) => one === "edit" || one === "required");
  // A copy of the same version changes nothing of what was entered.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says whether the record is another
  const store = useMemo(() => {
    const made = storeOf(given, logic, edits);
    made.onNeed = (place, ids) => {
      sources.seen(place, ids).then(
        (found) => made.learn(place, found),
        () => undefined,
      );
    };
    return made;
  }, [logic, record.id, record.version, edits, sources]);
  useImperativeHandle(ref, () => ({
    changes: () => store.changes(),
    empty: () =>
      Object.entries(fields).flatMap(([name, right]) => {
        const field = logic.top.shapes.get(name);
        const value = store.all(store.top)[name] ?? null;
        const bare = value === null || value === "" || (Array.isArray(value) && value.length === 0);
        return right === "required" && field !== undefined && bare ? [field.label] : [];
      }),
    tell: (error) => {
      if (!(error instanceof Refused)) return false;
      const told = error.diagnostics.map((one) => ({ ...one, path: (one.path ?? "").replace(/^\/values/, "") }));
      store.tell(told);
      return told.some((one) => logic.top.shapes.has(one.path.split("/")[1] ?? ""));
    },
  }));
  return (
    <SourcesContext.Provider value={sources}>
      <FormProvider value={store}>
        <LookProvider value={{ reading: !edits, reveal: null }}>
          <Needed labels={edits ? neededOf(given, logic) : []} />
          <Fields asked={asked} />
        </LookProvider>
      </FormProvider>
    </SourcesContext.Provider>
  );
});

/** What the step wants to be filled in. */
function Needed({ labels }: { labels: readonly Label[] }) {
  const { say, t } = useTexts();
  if (labels.length === 0) return null;
  return <p className="quiet task-needed">{t("flows.fillIn", { names: labels.map(say).join(", ") })}</p>;
}

function neededOf({ fields }: Given, logic: Logic): readonly Label[] {
  return Object.entries(fields).flatMap(([name, right]) => {
    const field = logic.top.shapes.get(name);
    return right === "required" && field !== undefined ? [field.label] : [];
  });
}

function Fields({ asked }: { asked: number }) {
  const store = useForm();
  const siblings = useSheetSiblings(store.top);
  return (
    <SiblingsContext.Provider value={siblings}>
      <div className="task-form">
        <ProblemList asked={asked} />
        <StageHead />
        <Layout />
      </div>
    </SiblingsContext.Provider>
  );
}

function storeOf({ record, page }: Given, logic: Logic, edits: boolean): FormStore {
  const user = page.user == null ? null : readTyped(page.user as TypedJson);
  const fields = logic.top.fields;
  const hidden = fields.filter((one) => one.kind !== "button" && !(one.name in record.values)).map((one) => one.name);
  // What buttons do belongs to the page of the record.
  const buttons = fields.filter((one) => one.kind === "button").map((one) => one.name);
  return new FormStore(logic, {
    entered: {},
    hidden: [...hidden, ...buttons],
    locked: edits ? (record.locked ?? []) : fields.map((one) => one.name),
    masked: record.masked ?? [],
    place: "",
    system: systemOf(record, user),
    user,
    values: record.values as Readonly<Record<string, Json>>,
  });
}
