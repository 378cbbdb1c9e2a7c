import { PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Tooltip } from "antd";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import type { Form, Grant } from "../../generated/specs";
import { Mark } from "../../ui/mark";
import type { AppDocument } from "./app-document";
import { usualOf } from "./row-rules";

/** What can be done with records, in the order of the columns. */
export const ACTIONS = ["see", "create", "edit", "delete", "export", "import", "print", "share"] as const;

type Action = (typeof ACTIONS)[number];

/** A row of the matrix: a grant by its place, or a form of which nothing is granted yet. */
interface Line {
  readonly form: Form;
  readonly at: number | null;
  readonly grant: Grant | null;
  readonly first: boolean;
}

/** What a role may do with the records of each form. */
export function Matrix({
  app,
  document,
  grants,
  onChange,
  onOpen,
}: {
  app: string;
  document: AppDocument;
  grants: readonly Grant[];
  onChange: (grants: readonly Grant[]) => void;
  onOpen: (at: number) => void;
}) {
  const { say, t } = useTexts();
  const narrow = useMedia("(max-width: 900px)");
  const lines = Object.values(document.forms ?? {}).flatMap((form): Line[] => {
    const own = grants.flatMap((grant, at) =>
      grant.form === form.name || grant.form === `${app}.${form.name}` ? [{ at, grant }] : [],
    );
    if (own.length === 0) return [{ at: null, first: true, form, grant: null }];
    return own.map((one, position) => ({ ...one, first: position === 0, form }));
  });
  const set = (line: Line, action: Action, on: boolean) => {
    if (line.at === null || line.grant === null) {
      onChange([...grants, { actions: action === "see" ? ["see"] : ["see", action], form: line.form.name }]);
      return;
    }
    const actions = ACTIONS.filter((one) => (one === action ? on : line.grant?.actions.includes(one)));
    const buttons = line.grant.buttons ?? [];
    onChange(
      actions.length === 0 && buttons.length === 0
        ? grants.toSpliced(line.at, 1)
        : grants.with(line.at, { ...line.grant, actions: actions.length === 0 ? ["see"] : actions }),
    );
  };
  const box = (line: Line, action: Action, named: boolean) => (
    <Checkbox
      aria-label={`${say(line.form.label)}: ${t(`rights.actions.${action}`)}`}
      checked={line.grant?.actions.includes(action) ?? false}
      key={action}
      onChange={({ target }) => set(line, action, target.checked)}
    >
      {named ? t(`rights.actions.${action}`) : null}
    </Checkbox>
  );
  const tools = (line: Line) =>
    line.at === null || line.grant === null ? null : (
      <Details at={line.at} grant={line.grant} name={say(line.form.label)} onOpen={onOpen} />
    );
  const add = (line: Line) =>
    line.first && line.grant !== null ? (
      <Tooltip title={t("rights.more", { form: say(line.form.label) })}>
        <Button
          aria-label={t("rights.more", { form: say(line.form.label) })}
          icon={<PlusOutlined />}
          size="small"
          type="text"
          onClick={() => onChange([...grants, { actions: ["see"], form: line.form.name }])}
        />
      </Tooltip>
    ) : null;
  if (narrow) {
    return (
      <ul className="record-cards">
        {lines.map((line) => (
          <li key={`${line.form.name} ${line.at}`}>
            <div className="row-card-name">
              {say(line.form.label)} {add(line)}
            </div>
            <div className="matrix-boxes">{ACTIONS.map((one) => box(line, one, true))}</div>
            {tools(line)}
          </li>
        ))}
      </ul>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section aria-label={t("admin.pages.permissions")} className="matrix-frame" tabIndex={0}>
      <table className="matrix">
        <thead>
          <tr>
            <th scope="col">{t("rights.form")}</th>
            {ACTIONS.map((one) => (
              <th key={one} className="matrix-action" scope="col">
                {t(`rights.actions.${one}`)}
              </th>
            ))}
            <th scope="col">{t("rights.rows")}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.form.name} ${line.at}`}>
              <th scope="row">
                {line.first ? say(line.form.label) : <span className="quiet">↳ {say(line.form.label)}</span>}{" "}
                {add(line)}
              </th>
              {ACTIONS.map((one) => (
                <td key={one} className="matrix-action">
                  {box(line, one, false)}
                </td>
              ))}
              <td>{tools(line)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Details({
  at,
  grant,
  name,
  onOpen,
}: {
  at: number;
  grant: Grant;
  name: string;
  onOpen: (at: number) => void;
}) {
  const { t } = useTexts();
  const held = (grant.fields ?? []).reduce((sum, one) => sum + one.fields.length, 0);
  const rule = grant.rows === undefined || grant.rows === true ? "" : String(grant.rows);
  const usual = usualOf(rule);
  return (
    <span className="matrix-details">
      <button className="link matrix-rule" type="button" onClick={() => onOpen(at)}>
        {usual === "other" ? <code>{rule}</code> : t(`rights.usual.${usual}`)}
        <span className="unseen">{t("rights.details", { form: name })}</span>
      </button>
      {(grant.stages ?? []).length > 0 ? <Mark>{(grant.stages ?? []).join(", ")}</Mark> : null}
      {(grant.buttons ?? []).length > 0 ? (
        <Mark>{`${t("rights.buttons")}: ${(grant.buttons ?? []).length}`}</Mark>
      ) : null}
      {held > 0 ? <Mark tone="warning">{t("rights.fieldCount", { count: held })}</Mark> : null}
    </span>
  );
}
