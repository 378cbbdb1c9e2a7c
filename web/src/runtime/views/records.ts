import { useInfiniteQuery } from "@tanstack/react-query";
import { ask } from "../../api/client";
import type { Language } from "../../core/language";
import type { Titles } from "../../fields/sources";
import type { AppMenu, Page, Query, RecordView } from "../../generated/api";
import type { AnyField, AnyView } from "../../generated/forms";
import { typeOf } from "../form/store";
import type { LoadedForm } from "../form-page";
import { may } from "../menu";
import { columnValue, SYSTEM_FIELDS } from "../system";

/** Returns the records of a query, page after page. */
export function useRecordPages(app: string, form: string, query: Query, limit: number) {
  return useInfiniteQuery({
    getNextPageParam: (last: Page) => last.next,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask("POST /api/apps/{app}/forms/{form}/records/query", { ...query, after: pageParam, limit }, signal, {
        app,
        form,
      }),
    queryKey: ["records", app, form, query, limit],
    staleTime: 0,
  });
}

/** Returns a field that a view names: one of the form, or what every record has; none that the reader may not see. */
export function fieldOf({ logic, page }: LoadedForm, name: string | null | undefined): AnyField | undefined {
  if (!name || page.hidden?.includes(name)) return undefined;
  return logic.top.shapes.get(name) ?? SYSTEM_FIELDS[name];
}

/** Returns the field that says what a record is called. */
export function titleField(form: LoadedForm, named?: string | null): AnyField | undefined {
  const shapes = form.logic.top.shapes;
  return (
    fieldOf(form, named) ??
    fieldOf(form, form.page.form.title) ??
    [...shapes.values()].find((one) => one.kind === "text") ??
    [...shapes.values()][0]
  );
}

/** Returns what a record is called, as text. */
export function titleOf(
  form: LoadedForm,
  record: RecordView,
  named: string | null | undefined,
  language: Language,
  titles: Titles,
): string {
  const field = titleField(form, named);
  const value = field === undefined ? null : columnValue(record, field.name);
  if (field === undefined || value === null) return "";
  if (typeof value === "string" && ["reference", "user", "department"].includes(field.kind)) {
    return titles.of(value) ?? value;
  }
  return typeOf(field).text(value, field, language);
}

/** Returns the fields that a view shows of each record, without the one that is its title. */
export function shownFields(form: LoadedForm, view: AnyView, title: AnyField | undefined): readonly AnyField[] {
  return (view.columns ?? []).flatMap((one) => {
    const field = fieldOf(form, one.field);
    return field === undefined || field.name === title?.name ? [] : [field];
  });
}

/** Returns whether somebody may change a field of a record. */
export function mayChange(menu: AppMenu, form: LoadedForm, record: RecordView, name: string): boolean {
  const field = form.logic.top.shapes.get(name);
  if (field === undefined || !may(menu, form.page.form.name, "edit")) return false;
  const fixed = field.read_only === true || ("computed" in field && field.computed != null);
  const locked = record.locked?.includes(name) || record.masked?.includes(name);
  return !fixed && !locked && !["formula", "rollup", "lookup"].includes(field.kind);
}
