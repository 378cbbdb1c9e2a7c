import { CheckCircleFilled, CloseCircleFilled, MinusCircleOutlined } from "@ant-design/icons";
import { useTexts } from "../../core/language";
import type { TargetAnswer } from "../../generated/api";
import { Marked } from "../../ui/mistakes";
import { agree } from "./agreement";

/** What one target gives. */
export type Column = Pick<TargetAnswer, "target" | "value" | "text" | "warnings" | "milliseconds">;

/** How a target stands to the first one. */
type Standing = "reference" | "agrees" | "differs" | "missing";

/** Returns how many targets agree, the first included, how many differ, and how many cannot compute it. */
export function verdictOf(columns: readonly Column[]) {
  const standings = columns.map((one) => standingOf(one, columns[0]));
  const count = (...wanted: Standing[]) => standings.filter((one) => wanted.includes(one)).length;
  return { agreeing: count("agrees", "reference"), differing: count("differs"), missing: count("missing") };
}

function standingOf(column: Column, first: Column | undefined): Standing {
  if (column.value === null) return "missing";
  if (first?.value === null || first === undefined || column === first) return "reference";
  return agree(column.value, first.value) ? "agrees" : "differs";
}

const ICONS = {
  agrees: <CheckCircleFilled />,
  differs: <CloseCircleFilled />,
  missing: <MinusCircleOutlined />,
  reference: <CheckCircleFilled />,
};

/** The value on each target, side by side. */
export function TargetGrid({ columns }: { columns: readonly Column[] }) {
  return (
    <ul className="targets">
      {columns.map((one) => (
        <Target key={one.target} column={one} standing={standingOf(one, columns[0])} />
      ))}
    </ul>
  );
}

function Target({ column, standing }: { column: Column; standing: Standing }) {
  const { t, say } = useTexts();
  const reason = column.warnings.at(-1);
  return (
    <li className={`target ${standing}`} data-target={column.target} data-standing={standing}>
      <div className="target-head">
        <strong>{t(`targets.${column.target}`)}</strong>
        <span className="quiet">{t(`targetNotes.${column.target}`)}</span>
      </div>
      <div className="target-value">
        {column.value !== null ? column.text : reason ? <Marked text={say(reason.message)} /> : "–"}
      </div>
      <div className="target-foot">
        <span className="standing">
          <span aria-hidden="true">{ICONS[standing]}</span> {t(`result.${standing}`)}
        </span>
        {column.value === null ? null : (
          <span className="quiet">{t("result.milliseconds", { value: column.milliseconds.toFixed(2) })}</span>
        )}
      </div>
    </li>
  );
}
