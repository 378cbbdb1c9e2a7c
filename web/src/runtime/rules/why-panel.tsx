import { useQuery } from "@tanstack/react-query";
import { Tag } from "antd";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { Standing } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import { Firings } from "./firings";
import { Reasons } from "./reasons";
import "./rules.css";

/** What rules have done with a record and why, and how each stands with it now: why not. */
export function WhyPanel({ app, form, id, version }: { app: string; form: string; id: string; version: number }) {
  const { t } = useTexts();
  const found = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/forms/{form}/records/{id}/rules", undefined, signal, { app, form, id }),
    queryKey: ["rules", "record", app, form, id, version],
    staleTime: 0,
  });
  if (found.error !== null) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Waiting />;
  const { rules, firings } = found.data;
  if (rules.length === 0 && firings.length === 0) {
    return <Nothing hint={t("rules.noneHint")} title={t("rules.none")} />;
  }
  return (
    <div className="why-panel">
      {firings.length === 0 ? null : (
        <section>
          <h3>{t("rules.fired")}</h3>
          <Firings named of={firings} />
        </section>
      )}
      <section>
        <h3>{t("rules.standing")}</h3>
        <ul className="standings">
          {rules.map((one) => (
            <Stands key={one.rule} of={one} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function Stands({ of }: { of: Standing }) {
  const { say, t } = useTexts();
  return (
    <li>
      <details>
        <summary>
          <span className="firing-name">{say(of.label)}</span>
          {of.active === false ? <Tag>{t("rules.off")}</Tag> : null}
          {of.holds === null ? null : (
            <Tag color={of.holds ? "success" : "default"}>{t(of.holds ? "rules.holds" : "rules.holdsNot")}</Tag>
          )}
        </summary>
        <p className="quiet">
          {of.description == null ? say(of.trigger_label) : say(of.description)}
          {of.since == null ? null : ` · ${t("rules.since", { at: shownInstant(of.since, false) })}`}
        </p>
        <Reasons of={of.why} />
      </details>
    </li>
  );
}
