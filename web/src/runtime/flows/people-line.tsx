import { Button } from "antd";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { InstanceView, Seat } from "../../generated/api";
import { Mark } from "../../ui/mark";
import { toneOf, useAge, useOutcomes } from "./tasks";

const RELATIONS = ["before", "after", "beside", "delegate"] as const;
const STATES = ["planned", "open", "held", "done", "cancelled"] as const;
/** What can be done about the task of somebody else. */
export type SeatVerb = "remove_signer" | "reassign";

/** Whom a flow asks now and has asked, step by step, and who comes next. */
export function PeopleOfFlow({
  instance,
  nameOf,
  onVerb,
}: {
  instance: InstanceView;
  nameOf: (node: string) => string;
  onVerb?: (kind: SeatVerb, task: string) => void;
}) {
  const { t } = useTexts();
  const outcomeOf = useOutcomes(instance);
  const rounds = new Map<string, Seat[]>();
  for (const one of instance.tasks ?? []) {
    if (one.state !== "cancelled") rounds.set(one.node, [...(rounds.get(one.node) ?? []), one]);
  }
  return (
    <div className="flow-people">
      {[...rounds].map(([node, seats]) => (
        <section key={node} aria-label={nameOf(node)}>
          <h3>
            {nameOf(node)} <Readers seats={seats} />
          </h3>
          <ul>
            {seats.map((one) => (
              <SeatLine key={one.key} one={one} outcomeOf={outcomeOf} {...(onVerb === undefined ? {} : { onVerb })} />
            ))}
          </ul>
        </section>
      ))}
      {instance.ended_at === null ? (
        <section aria-label={t("flows.forecast")}>
          <h3>{t("flows.forecast")}</h3>
          {(instance.forecast ?? []).length === 0 ? <p className="quiet">{t("flows.forecastNone")}</p> : null}
          <ul className="flow-forecast">
            {(instance.forecast ?? []).map((one, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a step may come twice
              <li key={place}>
                <span>{nameOf(one.node)}</span>
                <span className="quiet">{one.people.join(", ")}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

/** How many of those who got a copy have read it. */
function Readers({ seats }: { seats: readonly Seat[] }) {
  const { t } = useTexts();
  const copies = seats.filter((one) => one.kind === "copy");
  if (copies.length < 2) return null;
  const read = copies.filter((one) => one.read_at != null).length;
  return <span className="quiet flow-readers">{t("flows.readers", { count: copies.length, read })}</span>;
}

function SeatLine({
  one,
  outcomeOf,
  onVerb,
}: {
  one: Seat;
  outcomeOf: (outcome: string, node: string) => string;
  onVerb?: (kind: SeatVerb, task: string) => void;
}) {
  const { t } = useTexts();
  const age = useAge();
  const relation = RELATIONS.find((each) => each === one.relation);
  const state = STATES.find((each) => each === one.state) ?? "open";
  // Of a copy it counts when it was read, of an open task also whether it was seen.
  const timeOf = ({ kind, opened_at, read_at, closed_at, state: now }: Seat): string => {
    if (kind === "copy" && read_at != null) return t("flows.readAt", { at: shownInstant(read_at, false) });
    if (closed_at != null) return t("flows.took", { age: age(opened_at, closed_at) });
    if (now !== "open") return "";
    const since = t("flows.since", { age: age(opened_at) });
    return read_at == null ? since : `${since} · ${t("flows.seenAt", { at: shownInstant(read_at, false) })}`;
  };
  const verbs = onVerb === undefined ? [] : (one.may ?? []).filter((each) => each !== "take_back");
  return (
    <li className={`flow-seat ${one.state}`}>
      <span className="flow-seat-line">
        <strong>{one.by_name || one.person_name || t("flows.nobody")}</strong>
        {one.outcome == null ? (
          <Mark tone={state === "open" ? "accent" : "plain"}>
            {one.kind === "copy" && state === "open" ? t("flows.unread") : t(`flows.state.${state}`)}
          </Mark>
        ) : (
          <Mark tone={toneOf(one.outcome)}>{outcomeOf(one.outcome, one.node)}</Mark>
        )}
      </span>
      <span className="quiet flow-seat-more">
        {[
          one.kind === "approval" ? "" : t(`flows.kinds.${one.kind as "work"}`),
          relation === undefined ? "" : t(`flows.relation.${relation}`),
          one.principal_name ? t("flows.forName", { name: one.principal_name }) : "",
          timeOf(one),
          (one.urged ?? 0) > 0 ? t("flows.urged", { count: one.urged ?? 0 }) : "",
        ]
          .filter((part) => part !== "")
          .join(" · ")}
      </span>
      {one.opinion && (one.outcome != null || one.kind === "question") ? (
        <q className="flow-opinion">{one.opinion}</q>
      ) : null}
      {one.answer ? <q className="flow-opinion flow-answer">{one.answer}</q> : null}
      {one.signature?.startsWith("data:image/png;base64,") ? (
        <img alt={t("flows.signatureOf", { name: one.by_name ?? "" })} className="flow-signature" src={one.signature} />
      ) : null}
      {verbs.length === 0 ? null : (
        <span className="row-tools">
          {verbs.map((kind) => (
            <Button key={kind} size="small" onClick={() => onVerb?.(kind as SeatVerb, one.key)}>
              {t(`flows.verb.${kind as SeatVerb}`)}
            </Button>
          ))}
        </span>
      )}
    </li>
  );
}
