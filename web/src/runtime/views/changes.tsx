import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useCallback, useRef, useState } from "react";
import { ask, Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import type { JsonObject } from "../../fields/field-type";
import type { AppMenu, RecordView } from "../../generated/api";
import { typeOf } from "../form/store";
import type { LoadedForm } from "../form-page";
import { usePlace } from "../session";

/** A change that the server did not take. */
export interface Refusal {
  readonly record: RecordView;
  readonly values: JsonObject;
  readonly title: string;
  readonly error: Refused;
}

/** Changes that are shown before the server has taken them. */
export interface Changes {
  /** Returns a record as it is to be. */
  readonly of: (record: RecordView) => RecordView;
  /** Changes a record; returns whether it was taken. What is refused goes back to what it was. */
  readonly change: (record: RecordView, values: JsonObject, title: string) => Promise<boolean>;
  /** What was refused because something is missing that can be filled in at once. */
  readonly missing: Refusal | null;
  readonly forget: () => void;
}

/** Returns how a view changes records: at once for the eye, checked and merged by the server. */
export function useChanges(menu: AppMenu, form: LoadedForm): Changes {
  const queries = useQueryClient();
  const [wanted, want] = useState<ReadonlyMap<string, JsonObject>>(new Map());
  const [missing, miss] = useState<Refusal | null>(null);
  const versions = useRef(new Map<string, number>());
  const tell = useTold(menu, form);
  const app = menu.name;
  const name = form.page.form.name;
  const change = async (record: RecordView, values: JsonObject, title: string) => {
    want((now) => new Map(now).set(record.id, values));
    try {
      // Somebody who moves a record twice in a row does not clash with themselves.
      const version = Math.max(record.version, versions.current.get(record.id) ?? 0);
      const request = { values, version };
      const kept = await ask("PATCH /api/apps/{app}/forms/{form}/records/{id}", request, undefined, {
        app,
        form: name,
        id: record.id,
      });
      versions.current.set(kept.id, kept.version);
      queries.setQueryData(["record", app, name, kept.id], kept);
      miss(null);
      return true;
    } catch (error) {
      const refused = error instanceof Refused ? error : null;
      if (refused !== null && fillable(refused, form, values).length > 0) {
        miss({ error: refused, record, title, values });
      } else {
        tell(record, title, error);
      }
      return false;
    } finally {
      // What the server has now is shown before the wish is forgotten, so that nothing jumps back and forth.
      await queries.invalidateQueries({ queryKey: ["records", app] });
      want((now) => {
        const left = new Map(now);
        left.delete(record.id);
        return left;
      });
    }
  };
  return {
    change,
    forget: () => miss(null),
    missing,
    of: useCallback(
      (record) => {
        const values = wanted.get(record.id);
        return values === undefined ? record : { ...record, values: { ...record.values, ...values } };
      },
      [wanted],
    ),
  };
}

/** Returns the fields that a refusal speaks of, and that were not part of the change. */
export function fillable({ diagnostics }: Refused, { logic }: LoadedForm, values: JsonObject): readonly string[] {
  const names = diagnostics.map((one) => (one.path ?? "").split("/")[1] ?? "");
  return [...new Set(names)].filter((name) => logic.top.shapes.has(name) && !(name in values));
}

/** Returns how to say that a record stays as it was, and why. */
function useTold(menu: AppMenu, form: LoadedForm) {
  const { language, say, t } = useTexts();
  const { notification } = App.useApp();
  const { go } = usePlace();
  return (record: RecordView, title: string, error: unknown) => {
    const refused = error instanceof Refused ? error : null;
    const lines = (refused?.clashes ?? []).map(({ field: name, theirs }) => {
      const field = form.logic.top.shapes.get(name);
      const value = field === undefined || theirs == null ? "—" : typeOf(field).text(theirs as never, field, language);
      return t("views.theirs", { field: field === undefined ? name : say(field.label), value });
    });
    if (lines.length === 0) {
      for (const one of refused?.diagnostics ?? []) {
        lines.push(`${say(one.message)} ${one.hint ? say(one.hint) : ""}`);
      }
    }
    if (lines.length === 0) {
      lines.push(refused?.status === 0 ? t("failure.offlineHint") : error instanceof Error ? error.message : "");
    }
    const place = `app/${menu.name}/form/${form.page.form.name}/${record.id}`;
    notification.error({
      actions: (
        <button type="button" className="link" onClick={() => go(place)}>
          {t("views.openRecord")}
        </button>
      ),
      description: lines.map((line) => <p key={line}>{line}</p>),
      duration: 12,
      title: t("views.refused", { title }),
    });
  };
}
