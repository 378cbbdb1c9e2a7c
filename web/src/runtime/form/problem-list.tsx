import { Alert } from "antd";
import { useEffect, useRef } from "react";
import { useTexts } from "../../core/language";
import { useWords } from "./field-mistakes";
import { idOf } from "./field-view";
import { useForm, useWhole } from "./form-context";
import { isError } from "./problems";
import type { Sheet } from "./sheet";
import type { Problem } from "./store";

/** Everything that is wrong, in one place; each line leads to its field. */
export function ProblemList({ asked }: { asked: number }) {
  const { t } = useTexts();
  const store = useForm();
  useWhole((form) => form.version);
  const place = useRef<HTMLElement>(null);
  const problems = store.problems().filter((one) => isError(one) || one.name === null);
  const errors = problems.filter(isError);
  // Whoever pressed the button is told at once, wherever the page is scrolled to.
  useEffect(() => {
    if (asked > 0) place.current?.focus();
  }, [asked]);
  if (asked === 0 || problems.length === 0) return null;
  return (
    <section ref={place} className="problems" aria-label={t("form.problems")} tabIndex={-1}>
      <Alert
        showIcon
        description={<Lines problems={problems} />}
        title={errors.length > 0 ? t("form.notSaved", { count: errors.length }) : t("form.notes")}
        type={errors.length > 0 ? "error" : "warning"}
      />
    </section>
  );
}

function Lines({ problems }: { problems: readonly Problem[] }) {
  const words = useWords();
  return (
    <ul>
      {problems.map((one) => (
        <li key={`${one.sheet?.key ?? ""}/${one.name ?? ""}/${words(one.mistake)}`}>
          {one.name === null || one.sheet === null ? words(one.mistake) : <Jump problem={one} />}
        </li>
      ))}
    </ul>
  );
}

function Jump({ problem: { sheet, name, mistake } }: { problem: Problem }) {
  const { say, t } = useTexts();
  const store = useForm();
  const words = useWords();
  if (sheet === null || name === null) return null;
  const field = sheet.plot.shapes.get(name);
  const { subtable } = sheet.plot;
  const above = subtable === null ? undefined : store.top.plot.shapes.get(subtable);
  const row = subtable === null ? 0 : store.rows(subtable).indexOf(sheet) + 1;
  const where = above === undefined ? "" : `${t("form.rowOf", { name: say(above.label), row })} · `;
  return (
    <button type="button" className="link" onClick={() => jumpTo(sheet, name)}>
      {where}
      {field === undefined ? name : say(field.label)}: {words(mistake)}
    </button>
  );
}

/** Leads to a field, wherever it is: the tab, section or row that holds it opens first. */
export function jumpTo(sheet: Sheet, name: string): void {
  const { subtable } = sheet.plot;
  const detail = { field: name, name: subtable ?? name, row: sheet.key };
  dispatchEvent(new CustomEvent("lowcode:reveal", { detail }));
  let tries = 0;
  const reach = () => {
    const found = document.getElementById(idOf(sheet, name));
    tries += 1;
    // What comes into sight only now is drawn within a few frames.
    if (found === null && tries < 30) requestAnimationFrame(reach);
    else focusOn(found);
  };
  requestAnimationFrame(reach);
}

/** Shows a field and lets people write in it at once. */
function focusOn(found: HTMLElement | null): void {
  found?.scrollIntoView({ block: "center" });
  const inside = found?.matches("input, textarea, button, [tabindex]") ? found : found?.querySelector("input, button");
  (inside as HTMLElement | null | undefined)?.focus();
}
