import { App } from "antd";
import { type ReactNode, useMemo, useRef } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Json, JsonObject } from "../../fields/field-type";
import { type Sources, SourcesContext, useSources } from "../../fields/sources";
import type { AppMenu, RecordView } from "../../generated/api";
import { readTyped, type TypedJson } from "../../language";
import { FormProvider, type Look, LookProvider } from "../form/form-context";
import { FormStore } from "../form/store";
import type { LoadedForm } from "../form-page";
import { systemOf } from "../system";
import { RecordBody } from "./record-body";

/** What a form of a record is made of. */
export interface RecordFormProps {
  readonly menu: AppMenu;
  readonly form: LoadedForm;
  readonly record: RecordView | null;
  readonly editable: boolean;
  readonly title: ReactNode;
  /** What can be done beside saving. */
  readonly tools?: ReactNode;
  /** What a new record begins with. */
  readonly entered: JsonObject;
  /** Whether it stands in a drawer above another page: it has no address, and nothing of it is kept before it is saved. */
  readonly inside?: boolean;
  /** Takes the record once it is saved; `another` when a further new one is wanted. */
  readonly onSaved: (record: RecordView, another: boolean) => void;
}

/** The form of a record, with what saves it. */
export function RecordForm(given: RecordFormProps) {
  const { form, record, editable, menu } = given;
  const sources = useSources();
  // A record that was saved comes with another version, and the form begins anew with it.
  const version = record?.version ?? 0;
  const base = useRef(version);
  // biome-ignore lint/correctness/useExhaustiveDependencies: titles of the same version change nothing
  const store = useMemo(() => {
    base.current = version;
    const made = storeOf(given);
    made.onNeed = (place, ids) => {
      // What cannot be fetched stays unknown here; the server computes it when the record is saved.
      sources.seen(place, ids).then(
        (found) => made.learn(place, found),
        () => undefined,
      );
    };
    return made;
  }, [form, record?.id, version, editable, sources]);
  const guarded = useSavedFirst(store, sources);
  const look = useMemo<Look>(
    () => ({
      reading: !editable,
      reveal:
        record === null
          ? null
          : async (field) => {
              const address = { app: menu.name, form: form.page.form.name, id: record.id };
              const path = "POST /api/apps/{app}/forms/{form}/records/{id}/reveal";
              return ((await ask(path, { field }, undefined, address)).value ?? null) as Json;
            },
    }),
    [editable, record, menu, form],
  );
  return (
    <FormProvider value={store}>
      <LookProvider value={look}>
        <SourcesContext.Provider value={guarded}>
          <RecordBody {...given} base={base} />
        </SourcesContext.Provider>
      </LookProvider>
    </FormProvider>
  );
}

/** Returns the sources with buttons that wait until what was entered is saved: what they do begins with that. */
function useSavedFirst(store: FormStore, sources: Sources): Sources {
  const { t } = useTexts();
  const { message } = App.useApp();
  return useMemo(() => {
    const { act } = sources;
    if (act === null) return sources;
    return {
      ...sources,
      act: async (effect, field) => {
        if (store.dirty) void message.warning(t("form.saveBefore"), 6);
        else await act(effect, field);
      },
    };
  }, [store, sources, message, t]);
}

function storeOf({ form, record, editable, entered, inside = false }: RecordFormProps): FormStore {
  const user = form.page.user == null ? null : readTyped(form.page.user as TypedJson);
  const fields = form.logic.top.fields;
  const hidden =
    record === null
      ? (form.page.hidden ?? [])
      : [
          ...fields.filter((one) => one.kind !== "button" && !(one.name in record.values)).map((one) => one.name),
          ...hiddenInRows(form, record.values as JsonObject),
        ];
  return new FormStore(form.logic, {
    entered: record === null ? entered : {},
    hidden,
    locked: editable ? (record?.locked ?? []) : fields.map((one) => one.name),
    masked: record?.masked ?? [],
    place: inside ? `${form.page.form.name}-` : "",
    system: systemOf(record, user),
    user,
    values: record === null ? null : (record.values as JsonObject),
  });
}

/** Returns the fields of rows that no row has, as `lines.cost`; without rows those that a new record would hide. */
function hiddenInRows(form: LoadedForm, values: JsonObject): readonly string[] {
  const anew = form.page.hidden ?? [];
  return [...form.logic.rows].flatMap(([name, plot]) => {
    const [first] = Array.isArray(values[name]) ? (values[name] as readonly JsonObject[]) : [];
    if (first === undefined) return anew.filter((one) => one.startsWith(`${name}.`));
    const fields = [...plot.shapes.values()].filter((one) => one.kind !== "button" && !(one.name in first));
    return fields.map((one) => `${name}.${one.name}`);
  });
}

/** Returns the values that an address gives to a new record: `?customer=…`. */
export function enteredIn(route: string, { logic }: LoadedForm): JsonObject {
  const given = new URLSearchParams(route.split("?")[1] ?? "");
  return Object.fromEntries([...given].filter(([name]) => logic.top.shapes.has(name)));
}
