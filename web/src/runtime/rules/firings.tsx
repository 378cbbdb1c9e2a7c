import { Tag } from "antd";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { Diagnostic, FiringView } from "../../generated/api";
import { Reasons } from "./reasons";

const LOOKS = { cut: "warning", done: "success", failed: "error", queued: "processing" } as const;
/** What rules have done, the newest first; each tells why. */
export function Firings({ of, named }: { of: readonly FiringView[]; named: boolean }) {
  return (
    <ol className="firings">
      {of.map((one) => (
        <Firing key={one.id} named={named} of={one} />
      ))}
    </ol>
  );
}

function Firing({ of, named }: { of: FiringView; named: boolean }) {
  const { say, t } = useTexts();
  const [app, form] = [of.form.slice(0, of.form.indexOf(".")), of.form.slice(of.form.indexOf(".") + 1)];
  const told = named ? (of.label ? say(of.label) : of.rule) : of.title || t("rules.form");
  const link = named || of.record_id == null ? null : `#/app/${app}/form/${form}/${of.record_id}`;
  const wrong = (of.error?.["diagnostics"] ?? []) as readonly Diagnostic[];
  const cycle = (of.error?.["cycle"] ?? []) as readonly string[];
  return (
    <li>
      <details>
        <summary>
          <span className="firing-name">{told}</span>
          <Tag color={LOOKS[of.state]}>{t(`rules.${of.state}`)}</Tag>
          <time dateTime={of.at}>{shownInstant(of.at, false)}</time>
        </summary>
        <p className="quiet">
          {t(of.branch === "then" ? "rules.became" : `rules.${of.branch}`)}
          {link === null ? null : (
            <>
              {" · "}
              <a href={link}>{told}</a>
            </>
          )}
        </p>
        {of.state === "failed"
          ? wrong.map((one) => (
              <p className="firing-error" key={`${one.code}${one.path}`}>
                {say(one.message)} {one.hint ? say(one.hint) : ""}
              </p>
            ))
          : null}
        {cycle.length === 0 ? null : <p>{t("rules.cycle", { cycle: cycle.join(" → ") })}</p>}
        <Reasons of={of.why ?? []} />
        {(of.effects ?? []).length === 0 ? null : (
          <p className="firing-effects">
            {t("rules.effects")}:{" "}
            {(of.effects ?? []).map((one, at) => (
              // The order of what was done tells one from another.
              // biome-ignore lint/suspicious/noArrayIndexKey: what is done is never sorted anew
              <Tag key={at}>
                {one.label ? say(one.label) : one.kind}
                {one.state === "skipped" ? ` (${t("rules.skipped")})` : ""}
              </Tag>
            ))}
          </p>
        )}
      </details>
    </li>
  );
}
