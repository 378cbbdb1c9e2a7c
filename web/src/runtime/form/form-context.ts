import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from "react";
import type { Json } from "../../fields/field-type";
import type { Siblings } from "../../fields/sources";
import type { AnyItem } from "../../generated/forms";
import type { Cell, Sheet } from "./sheet";
import type { FormStore } from "./store";

const FormContext = createContext<FormStore | null>(null);

/** Gives a record that is being filled in to what stands inside. */
export const FormProvider = FormContext.Provider;

/** Returns the record that is being filled in. */
export function useForm(): FormStore {
  const store = useContext(FormContext);
  if (store === null) throw new Error("there is no form around this");
  return store;
}

/** How the fields inside are shown: as texts to read, and how a masked one is shown whole. */
export interface Look {
  readonly reading: boolean;
  readonly reveal: ((name: string) => Promise<Json>) | null;
}

const LookContext = createContext<Look>({ reading: false, reveal: null });

/** Says how the fields inside are shown. */
export const LookProvider = LookContext.Provider;

/** Returns how fields are shown here. */
export function useLook(): Look {
  return useContext(LookContext);
}

/** Returns what is shown of a field, and is drawn again only when that changes. */
export function useCell(sheet: Sheet, name: string): Cell {
  const store = useForm();
  const subscribe = useCallback((told: () => void) => store.subscribe(sheet.at(name), told), [store, sheet, name]);
  return useSyncExternalStore(subscribe, () => store.cell(sheet, name));
}

/** Returns whether a part of the page is shown. */
export function useShown(path: string, item: Pick<AnyItem, "visible">): boolean {
  const store = useForm();
  const subscribe = useCallback((told: () => void) => store.subscribe(path, told), [store, path]);
  return useSyncExternalStore(subscribe, () => store.shows(path, item));
}

/** Returns the rows of a sub-table. */
export function useRows(subtable: string): readonly Sheet[] {
  const store = useForm();
  const subscribe = useCallback((told: () => void) => store.subscribe(`${subtable}+`, told), [store, subtable]);
  return useSyncExternalStore(subscribe, () => store.rows(subtable));
}

/** Returns what is made of the record as a whole, whenever anything of it changes; simple values only. */
export function useWhole<T extends string | number | boolean>(read: (store: FormStore) => T): T {
  const store = useForm();
  const subscribe = useCallback((told: () => void) => store.subscribe("*", told), [store]);
  return useSyncExternalStore(subscribe, () => read(store));
}

/** Returns the values of a sheet as the inputs of its fields ask for them. */
export function useSheetSiblings(sheet: Sheet): Siblings {
  const store = useForm();
  return useMemo(
    () => ({
      all: () => (sheet === store.top ? store.all(sheet) : { ...store.all(sheet), parent: store.all(store.top) }),
      place: (name) => (sheet.plot.subtable === null ? name : `${sheet.plot.subtable}/${name}`),
      read: (name) => sheet.values.get(name) ?? null,
      stored: (name) => sheet.base.get(name) ?? null,
      subscribe: (name, told) => store.subscribe(sheet.at(name), told),
    }),
    [store, sheet],
  );
}
