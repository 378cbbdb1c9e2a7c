import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { ChainDocument } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Mark } from "../../ui/mark";
import { NamedIcon } from "../../ui/named-icon";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import "./surroundings.css";

const TONES = { closed: "plain", lost: "danger", open: "accent", won: "good" } as const;

/** The documents that belong together with one, from the first lead to the last payment; each leads there. */
export function ChainPanel({ app, form, id, version }: { app: string; form: string; id: string; version: number }) {
  const { t } = useTexts();
  const found = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/forms/{form}/records/{id}/chain", undefined, signal, { app, form, id }),
    queryKey: ["chain", app, form, id, version],
    staleTime: 0,
  });
  if (found.error !== null) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Waiting />;
  const documents = found.data.documents ?? [];
  if (documents.length < 2) return <Nothing hint={t("surroundings.aloneHint")} title={t("surroundings.alone")} />;
  return (
    <div className="chain">
      <ol aria-label={t("surroundings.chain")}>
        {documents.map((one) => (
          <Document key={one.id} here={one.id === id} of={one} />
        ))}
      </ol>
      {found.data.more ? <p className="quiet">{t("surroundings.more")}</p> : null}
    </div>
  );
}

function Document({ of, here }: { of: ChainDocument; here: boolean }) {
  const { say, t } = useTexts();
  const title = of.title || say(of.label);
  return (
    <li className={here ? "chain-document here" : "chain-document"} {...(here ? { "aria-current": "true" } : {})}>
      <span className="chain-icon">
        <NamedIcon name={of.icon ?? null} />
      </span>
      <div className="chain-words">
        <div className="chain-kind">
          <span>{say(of.label)}</span>
          {of.stage == null ? null : (
            <Mark tone={TONES[of.outcome as keyof typeof TONES] ?? "plain"}>{say(of.stage)}</Mark>
          )}
        </div>
        {here ? <strong>{title}</strong> : <a href={`#/app/${of.app}/form/${of.form}/${of.id}`}>{title}</a>}
        <div className="quiet">
          <time dateTime={of.at}>{shownInstant(of.at, false)}</time>
          {here ? ` · ${t("surroundings.here")}` : null}
        </div>
      </div>
    </li>
  );
}
