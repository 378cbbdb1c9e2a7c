import { CloseCircleFilled, InfoCircleFilled, WarningFilled } from "@ant-design/icons";
import { useTexts } from "../../core/language";
import type { Mistake } from "./sheet";

const ICONS = { error: <CloseCircleFilled />, info: <InfoCircleFilled />, warning: <WarningFilled /> };

/** Returns what a mistake says. */
export function useWords(): (mistake: Mistake) => string {
  const { say, t } = useTexts();
  return (mistake) => (mistake.kind === "missing" ? t("form.missing") : say(mistake.found.message));
}

/** What is wrong with a field, below it. */
export function FieldMistakes({ id, mistakes }: { id: string; mistakes: readonly Mistake[] }) {
  const { say } = useTexts();
  const words = useWords();
  if (mistakes.length === 0) return null;
  return (
    <div className="field-mistakes" id={id}>
      {mistakes.map((one) => {
        const severity = one.kind === "missing" ? "error" : (one.found.severity ?? "error");
        return (
          <p key={words(one)} className={`field-mistake ${severity}`}>
            <span aria-hidden="true">{ICONS[severity]}</span> {words(one)}
            {one.kind === "told" && one.found.hint ? <span className="quiet"> {say(one.found.hint)}</span> : null}
          </p>
        );
      })}
    </div>
  );
}
