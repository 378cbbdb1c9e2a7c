import { useTexts } from "../../core/language";
import type { AppPreview, Change } from "../../generated/api";
import { Mark } from "../../ui/mark";
import { Mistakes } from "../../ui/mistakes";

const COLOURS = { added: "good", changed: "accent", moved: "plain", removed: "danger" } as const;
const SHOWN = 100;
const LONGEST = 160;

/** Returns whether something keeps what was previewed from being published. */
export function isWrong(preview: AppPreview): boolean {
  const errors = (preview.diagnostics ?? []).some((one) => (one.severity ?? "error") === "error");
  return errors || (preview.plan?.breaks ?? []).length > 0;
}

/** What publishing would do: what is wrong, what becomes of the tables, and what changes in the app. */
export function PreviewView({ preview }: { preview: AppPreview }) {
  const { say, t } = useTexts();
  const problems = preview.diagnostics ?? [];
  const steps = preview.plan?.steps ?? [];
  const breaks = preview.plan?.breaks ?? [];
  return (
    <div className="stacked">
      {problems.length > 0 ? (
        <section>
          <h2 className="part-title">{t("apps.problems")}</h2>
          <Mistakes found={problems} place={(one) => <code>{one.path}</code>} />
        </section>
      ) : null}
      {breaks.length > 0 ? (
        <section>
          <h2 className="part-title">{t("apps.breaks")}</h2>
          <Mistakes
            found={breaks.map((one) => ({ code: one.code, hint: one.hint, message: one.message, path: one.place }))}
            place={(one) => <code>{one.path}</code>}
          />
        </section>
      ) : null}
      {preview.plan === null || preview.plan === undefined ? null : (
        <section>
          <h2 className="part-title">{t("apps.plan")}</h2>
          {steps.length === 0 ? <p className="quiet">{t("apps.noPlan")}</p> : null}
          <ul className="plan">
            {steps.map((one) => (
              <li key={`${one.kind} ${one.place} ${(one.columns ?? []).join()}`}>
                {say(one.about)} {one.records ? <Mark>{t("apps.records", { count: one.records })}</Mark> : null}
                {one.waits ? <Mark tone="warning">{t("apps.waits")}</Mark> : null}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Changes
        changes={preview.changes ?? []}
        count={preview.change_count ?? 0}
        fresh={preview.current_version === null}
      />
    </div>
  );
}

function Changes({ changes, count, fresh }: { changes: readonly Change[]; count: number; fresh: boolean }) {
  const { t } = useTexts();
  if (fresh) return null;
  return (
    <section>
      <h2 className="part-title">{t("apps.changes")}</h2>
      <ChangeList changes={changes} count={count} />
    </section>
  );
}

/** Differences of two versions of an app, place by place. */
export function ChangeList({ changes, count }: { changes: readonly Change[]; count: number }) {
  const { t } = useTexts();
  if (count === 0) return <p className="quiet">{t("apps.noChanges")}</p>;
  return (
    <>
      <ul className="plan">
        {changes.slice(0, SHOWN).map((one) => (
          <li key={`${one.kind} ${one.path}`}>
            <Mark tone={COLOURS[one.kind]}>{t(`apps.kinds.${one.kind}`)}</Mark>
            <span>{one.place.join(" › ")}</span>
            {one.kind === "moved" ? null : (
              <div className="change-sides">
                {one.kind === "added" ? null : <del>{written(one.before)}</del>}
                {one.kind === "removed" ? null : <ins>{written(one.after)}</ins>}
              </div>
            )}
          </li>
        ))}
      </ul>
      {count > SHOWN ? <p className="quiet">{t("apps.firstOf", { count, shown: SHOWN })}</p> : null}
    </>
  );
}

/** Returns a value of a document as people read it in a line. */
export function written(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text === undefined ? "" : text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
