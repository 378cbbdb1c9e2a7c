import { Button } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { ask, Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Json, JsonObject } from "../../fields/field-type";
import { SiblingsContext, type Sources, useSources } from "../../fields/sources";
import { same } from "../../fields/values";
import type { Clash, RecordView } from "../../generated/api";
import { readTyped, type TypedJson } from "../../language";
import { Mistakes } from "../../ui/mistakes";
import { FieldInput } from "../form/field-view";
import { FormProvider, useCell, useSheetSiblings } from "../form/form-context";
import { FormStore } from "../form/store";
import type { LoadedForm } from "../form-page";
import { systemOf } from "../system";
import type { Column } from "./columns";
import type { ListQuery } from "./query";

/** Where the editing goes on: in the next or previous cell, in the line below, or nowhere. */
export type Way = "next" | "previous" | "below" | "stay";

interface Given {
  readonly list: ListQuery;
  readonly record: RecordView;
  readonly column: Column;
  readonly onSaved: (record: RecordView) => void;
  readonly onEnd: (way: Way) => void;
}

/** Elements that open outside of the cell and belong to it all the same. */
const POPUPS =
  ".ant-select-dropdown, .ant-picker-dropdown, .ant-color-picker, .ant-popover, .ant-modal, .ant-cascader-dropdown";

/** A cell in which somebody writes: with the rules of the form, saved by itself. */
export function CellEditor(given: Given) {
  const { list, record } = given;
  const sources = useSources();
  const store = useMemo(() => storeOf(list.form, record, sources), [list.form, record, sources]);
  return (
    <FormProvider value={store}>
      <Editor {...given} store={store} />
    </FormProvider>
  );
}

/** Returns a record as the form computes with it, so that what rules say of the cell holds here too. */
function storeOf(form: LoadedForm, record: RecordView, sources: Sources): FormStore {
  const user = form.page.user == null ? null : readTyped(form.page.user as TypedJson);
  const shown = form.logic.top.fields.filter((one) => one.kind !== "button" && !(one.name in record.values));
  const store = new FormStore(form.logic, {
    hidden: shown.map((one) => one.name),
    locked: record.locked ?? [],
    masked: record.masked ?? [],
    system: systemOf(record, user),
    user,
    values: record.values as JsonObject,
  });
  store.onNeed = (place, ids) => {
    sources.seen(place, ids).then(
      (found) => store.learn(place, found),
      () => undefined,
    );
  };
  return store;
}

function Editor({ store, list, record, column, onSaved, onEnd }: Given & { store: FormStore }) {
  const { t } = useTexts();
  const { name, field, type } = column;
  const cell = useCell(store.top, name);
  const siblings = useSheetSiblings(store.top);
  const box = useRef<HTMLDivElement>(null);
  const version = useRef(record.version);
  const ended = useRef(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const clash = refused?.clashes.find((one) => one.field === name) ?? null;
  useEffect(() => focusIn(box.current), []);
  const end = (way: Way) => {
    if (ended.current) return;
    ended.current = true;
    onEnd(way);
  };
  const save = async (way: Way) => {
    if (ended.current || busy) return;
    const value = store.cell(store.top, name).value;
    if (same(value, (record.values[name] ?? null) as Json)) {
      end(way);
      return;
    }
    setBusy(true);
    setRefused(null);
    try {
      const kept = await ask(
        "PATCH /api/apps/{app}/forms/{form}/records/{id}",
        { values: { [name]: value }, version: version.current },
        undefined,
        { app: list.menu.name, form: list.form.page.form.name, id: record.id },
      );
      onSaved(kept);
      end(way);
    } catch (error) {
      setRefused(error instanceof Refused ? error : new Refused(0, String(error)));
      setBusy(false);
      focusIn(box.current);
    }
  };
  const keys = (event: React.KeyboardEvent) => {
    event.stopPropagation();
    const open = box.current?.querySelector(".ant-select-open, [aria-expanded=true]") != null;
    if (event.key === "Escape") {
      event.preventDefault();
      end("stay");
    } else if (event.key === "Tab") {
      event.preventDefault();
      void save(event.shiftKey ? "previous" : "next");
    } else if (
      event.key === "Enter" &&
      !open &&
      !event.nativeEvent.isComposing &&
      !(event.target instanceof HTMLButtonElement)
    ) {
      event.preventDefault();
      void save("below");
    }
  };
  const left = (event: React.FocusEvent) => {
    const next = event.relatedTarget;
    if (next instanceof Element && (box.current?.contains(next) || next.closest(POPUPS))) return;
    // A popup may be taking the focus this moment.
    setTimeout(() => {
      const at = document.activeElement;
      if (box.current === null || box.current.contains(at) || at?.closest(POPUPS) || refused !== null) return;
      void save("stay");
    }, 120);
  };
  return (
    <SiblingsContext.Provider value={siblings}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only sees what its input does not use itself */}
      <div
        ref={box}
        className="cell-editor"
        data-roomy={type.group || undefined}
        aria-busy={busy}
        onBlur={left}
        onDoubleClick={(event) => event.stopPropagation()}
        onKeyDown={keys}
        onMouseDown={(event) => event.stopPropagation()}
      >
        <FieldInput
          compact
          cell={busy ? { ...cell, readOnly: true } : cell}
          field={field}
          id={`cell-${record.id}-${name}`}
          label={column.label}
          sheet={store.top}
          type={type}
        />
        {clash === null && refused === null ? null : (
          <div className="cell-answer" role="alert">
            {clash === null ? (
              <Reasons refused={refused} />
            ) : (
              <Conflict
                clash={clash}
                column={column}
                onMine={() => {
                  version.current = refused?.version ?? version.current;
                  void save("stay");
                }}
                onTheirs={() => {
                  onSaved({
                    ...record,
                    values: { ...record.values, [name]: clash.theirs ?? null },
                    version: refused?.version ?? record.version,
                  });
                  end("stay");
                }}
              />
            )}
          </div>
        )}
        {busy ? <span className="unseen">{t("list.saving")}</span> : null}
      </div>
    </SiblingsContext.Provider>
  );
}

function Reasons({ refused }: { refused: Refused | null }) {
  const { t } = useTexts();
  const told = (refused?.diagnostics ?? []).filter((one) => one.severity === "error");
  return (
    <>
      <strong>{t("list.notSaved")}</strong>
      {told.length > 0 ? <Mistakes found={told} /> : <p>{refused?.message}</p>}
    </>
  );
}

function Conflict({
  clash,
  column,
  onMine,
  onTheirs,
}: {
  clash: Clash;
  column: Column;
  onMine: () => void;
  onTheirs: () => void;
}) {
  const { t } = useTexts();
  const theirs = (clash.theirs ?? null) as Json;
  return (
    <>
      <strong>{t("list.conflict")}</strong>
      <p>
        {t("list.theirs")} {theirs === null ? "—" : <column.type.Cell field={column.field} value={theirs} />}
      </p>
      <div className="cell-ways">
        <Button size="small" onClick={onTheirs}>
          {t("list.takeTheirs")}
        </Button>
        <Button size="small" type="primary" onClick={onMine}>
          {t("list.keepMine")}
        </Button>
      </div>
    </>
  );
}

function focusIn(box: HTMLElement | null): void {
  const first = box?.querySelector<HTMLElement>(
    "input:not([type=hidden]):not([disabled]), textarea, [contenteditable=true], button:not([disabled]), [tabindex='0']",
  );
  first?.focus({ preventScroll: true });
  if (first instanceof HTMLInputElement && first.type !== "checkbox" && first.type !== "radio") first.select();
}
