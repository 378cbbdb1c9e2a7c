import { App, Button, Input, Popover } from "antd";
import { useState } from "react";
import { ask, Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import type { ReadyMade } from "./ready-made";

/** What an expression reads; its names can be renamed here, in the expression and among the names. */
export function Reads({
  draft,
  routes,
  onRenamed,
}: {
  draft: ReadyMade;
  routes: readonly (readonly string[])[];
  onRenamed: (draft: ReadyMade) => void;
}) {
  const { t } = useTexts();
  if (routes.length === 0) return <p className="quiet">{t("result.readsNothing")}</p>;
  return (
    <ul className="reads">
      {byName(routes).map(([name, ways]) => (
        <li key={name} className="read">
          <Renamable draft={draft} name={name} onRenamed={onRenamed} />
          {ways.length > 0 ? <span className="quiet">{` › ${ways.join(", ")}`}</span> : null}
        </li>
      ))}
    </ul>
  );
}

/** Returns the names that are read, each with the ways through its members. */
function byName(routes: readonly (readonly string[])[]): readonly (readonly [string, readonly string[]])[] {
  const found = new Map<string, string[]>();
  for (const [name = "", ...way] of routes) {
    const ways = found.get(name) ?? [];
    found.set(name, ways);
    if (way.length > 0) ways.push(way.join("."));
  }
  return [...found];
}

function Renamable({
  draft,
  name,
  onRenamed,
}: {
  draft: ReadyMade;
  name: string;
  onRenamed: (draft: ReadyMade) => void;
}) {
  const { t } = useTexts();
  const [open, show] = useState(false);
  return (
    <Popover
      content={<Renaming draft={draft} name={name} onRenamed={onRenamed} onDone={() => show(false)} />}
      destroyOnHidden
      open={open}
      title={t("result.rename", { name })}
      trigger="click"
      onOpenChange={show}
    >
      <button type="button" className="read-name" aria-label={t("result.rename", { name })}>
        {name}
      </button>
    </Popover>
  );
}

function Renaming({
  draft,
  name,
  onRenamed,
  onDone,
}: {
  draft: ReadyMade;
  name: string;
  onRenamed: (draft: ReadyMade) => void;
  onDone: () => void;
}) {
  const { t, say } = useTexts();
  const { message } = App.useApp();
  const [wanted, want] = useState(name);
  const apply = async () => {
    try {
      const { text } = await ask("POST /api/language/rename", { ...draft, new: wanted, route: [name] });
      const names = draft.names.map((one) => (one.name === name ? { ...one, name: wanted } : one));
      onRenamed({ names, text });
      onDone();
    } catch (error) {
      const first = error instanceof Refused ? error.diagnostics[0] : undefined;
      void message.error(first ? say(first.message) : String(error));
    }
  };
  return (
    <form
      className="renaming"
      onSubmit={(event) => {
        event.preventDefault();
        void apply();
      }}
    >
      <Input aria-label={t("result.newName")} autoFocus value={wanted} onChange={(event) => want(event.target.value)} />
      <Button disabled={wanted.trim() === "" || wanted === name} htmlType="submit" type="primary">
        {t("result.apply")}
      </Button>
    </form>
  );
}
