import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { type ReactNode, useMemo, useState } from "react";
import { ask } from "../api/client";
import { useTexts } from "../core/language";
import type { JsonObject } from "../fields/field-type";
import type { Sources } from "../fields/sources";
import type { Pressed, RecordView } from "../generated/api";
import type { PageAction } from "../generated/forms";
import { useWords } from "./admin/attempt";
import { useStart } from "./flows/start-dialog";
import { Apart } from "./form/layers";
import type { LoadedForm } from "./form-page";
import { pageOf } from "./notices/notices";
import { FieldsDialog } from "./views/fields-dialog";

/** What buttons of a record do, and the dialog that asks for what an action needs. */
interface Pressing {
  /** Null for a new record. */
  readonly act: Sources["act"];
  readonly dialog: ReactNode;
}

/** An action that waits for what it needs. */
interface Asked {
  readonly action: PageAction;
  readonly name: string;
  readonly answer: () => void;
}

/** Returns what buttons of a record do: the server does it, after what has to be asked, and the page shows what came. */
export function usePress(app: string, loaded: LoadedForm, record: RecordView | null): Pressing {
  const { say, t } = useTexts();
  const { message, modal, notification } = App.useApp();
  const queries = useQueryClient();
  const words = useWords();
  const [asked, ask_] = useState<Asked | null>(null);
  const { form, actions } = loaded.page;
  const id = record?.id ?? null;
  const tell = (done: Pressed) => {
    const title = done.message == null ? t("notices.made", { count: done.made?.length ?? 0 }) : say(done.message);
    const links = (done.made ?? []).map((one) => (
      <li key={one.id}>
        <a href={pageOf(one.link) ?? undefined}>{one.title || t("notices.open")}</a>
      </li>
    ));
    const made = links.length === 0 ? null : <ul className="pressed-made">{links}</ul>;
    notification.success({ description: made, duration: links.length === 0 ? 4 : 15, title });
  };
  /** Does it, and returns whether it was done. */
  const attempt = async (work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      await queries.invalidateQueries();
      return true;
    } catch (error) {
      void message.error(words(error), 8);
      return false;
    }
  };
  const press = (action: string, inputs: JsonObject) =>
    attempt(async () => {
      const path = "POST /api/apps/{app}/forms/{form}/records/{id}/actions/{action}";
      tell(await ask(path, { inputs }, undefined, { action, app, form: form.name, id: id ?? "" }));
    });
  const start = useStart([], (flow) => {
    void message.success(t("notices.begun", { name: say(flow.button ?? flow.label) }));
    void queries.invalidateQueries();
  });
  const begin = (flow: string) =>
    attempt(async () => {
      const query = { app, form: form.name, ...(id === null ? {} : { record: id }) };
      const found = (await ask("GET /api/apps/{app}/flows", undefined, undefined, query)).find(
        (one) => one.flow === flow,
      );
      if (found !== undefined) await start.begin(found, id ?? undefined);
      else await ask("POST /api/apps/{app}/flows/{flow}/start", { record: id }, undefined, { app, flow });
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is said changes with the language alone
  const act = useMemo<Sources["act"]>(() => {
    if (id === null) return null;
    return async (effect, field) => {
      const action = actions?.[effect];
      if (action === undefined) {
        await begin(effect);
        return;
      }
      if ((action.inputs ?? []).length > 0) {
        await new Promise<void>((answer) => ask_({ action, answer, name: effect }));
        return;
      }
      const button = (form.fields ?? []).find((one) => one.name === field);
      const asks = action.confirm != null && !(button?.kind === "button" && button.confirm);
      if (asks && !(await modal.confirm({ content: say(action.confirm), title: say(action.label) }))) return;
      await press(effect, {});
    };
  }, [app, loaded, id, t]);
  const close = () => {
    asked?.answer();
    ask_(null);
  };
  const shapes = loaded.logic.top.shapes;
  const fields = (asked?.action.inputs ?? []).flatMap((one) => shapes.get(one) ?? []);
  const dialog =
    asked === null ? null : (
      <Apart>
        <FieldsDialog
          action={say(asked.action.label)}
          fields={fields}
          hint={asked.action.confirm == null ? t("notices.inputs") : say(asked.action.confirm)}
          lines={[]}
          record={(record?.values ?? {}) as JsonObject}
          required={new Set(fields.filter((one) => one.required === true).map((one) => one.name))}
          title={say(asked.action.label)}
          values={{}}
          onCancel={close}
          onSave={async (entered) => {
            if (await press(asked.name, entered)) close();
          }}
        />
      </Apart>
    );
  const both = (
    <>
      {dialog}
      {start.dialog === null ? null : <Apart>{start.dialog}</Apart>}
    </>
  );
  return { act, dialog: both };
}
