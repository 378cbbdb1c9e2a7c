import { Button } from "antd";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { Session } from "../../generated/api";
import { Mark } from "../../ui/mark";

/** Sessions, each of which can be ended but the present one. */
export function SessionList({ rows, onEnd }: { rows: readonly Session[]; onEnd: (session: Session) => void }) {
  const { t } = useTexts();
  if (rows.length === 0) return <p className="quiet">{t("people.noSessions")}</p>;
  return (
    <ul className="plain-list">
      {rows.map((one) => (
        <li key={one.id}>
          <span className="grow">
            <strong>{browserOf(one.agent)}</strong>{" "}
            {one.present ? <Mark tone="good">{t("people.present")}</Mark> : null}
            <br />
            <span className="quiet">
              {one.address} · {t("people.lastSeen", { at: shownInstant(one.last_seen_at, false) })}
            </span>
          </span>
          {one.present ? null : (
            <Button size="small" onClick={() => onEnd(one)}>
              {t("people.end")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Returns the name of a browser and its system, as far as it tells them. */
function browserOf(agent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari|MicroMessenger)\/[\d.]+/.exec(agent)?.[1];
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1];
  const names: Readonly<Record<string, string>> = { Edg: "Edge", MicroMessenger: "WeChat", OPR: "Opera" };
  const parts = [browser === undefined ? undefined : (names[browser] ?? browser), system];
  return parts.filter((one) => one !== undefined).join(" · ") || agent.slice(0, 60) || "—";
}
