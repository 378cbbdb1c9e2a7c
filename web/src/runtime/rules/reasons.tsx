import { CheckOutlined, CloseOutlined, QuestionOutlined } from "@ant-design/icons";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { ReasonView } from "../../generated/api";
import "./rules.css";

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const GROUPS: ReadonlySet<string> = new Set(["and", "or"]);

/** A condition as a tree: each part with what it came to. */
export function Reasons({ of }: { of: readonly ReasonView[] }) {
  return (
    <ul className="reasons">
      {of.map((one) => (
        <Reason key={one.text} of={one} />
      ))}
    </ul>
  );
}

function Reason({ of }: { of: ReasonView }) {
  const { t } = useTexts();
  const judged = of.value === true || of.value === false || of.value === null;
  const parts = of.parts ?? [];
  const group = GROUPS.has(of.kind ?? "");
  return (
    <li>
      <div className="reason">
        {judged ? <Verdict value={of.value as boolean | null} /> : null}
        <code>{group ? of.kind : of.text}</code>
        {judged ? null : <span className="reason-value">{shownValue(of.value, t("rules.unknown"))}</span>}
      </div>
      {parts.length === 0 ? null : <Reasons of={parts} />}
    </li>
  );
}

function Verdict({ value }: { value: boolean | null }) {
  const { t } = useTexts();
  const [icon, text, look] =
    value === null
      ? [<QuestionOutlined key="null" />, t("rules.unknown"), "unknown"]
      : value
        ? [<CheckOutlined key="true" />, t("rules.yes"), "yes"]
        : [<CloseOutlined key="false" />, t("rules.no"), "no"];
  return (
    <span aria-label={text} className={`verdict ${look}`} role="img" title={text}>
      {icon}
    </span>
  );
}

/** Returns a value as people read it: of a record its name, of an instant the time here. */
export function shownValue(value: unknown, unknown: string): string {
  if (value === null || value === undefined) return unknown;
  if (Array.isArray(value)) return value.map((one) => shownValue(one, unknown)).join(", ") || "[ ]";
  if (typeof value === "object") {
    const found = value as Readonly<Record<string, unknown>>;
    return typeof found["name"] === "string" ? found["name"] : JSON.stringify(value);
  }
  if (typeof value === "string" && INSTANT.test(value)) return shownInstant(value, false);
  return String(value);
}
