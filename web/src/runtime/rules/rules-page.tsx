import { useQuery } from "@tanstack/react-query";
import { Switch, Tag } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { RuleView } from "../../generated/api";
import { Nothing } from "../../ui/nothing";
import { useAct } from "../admin/attempt";
import { Loaded } from "../admin/loaded";
import { PageHead } from "../admin/page-head";
import { RuleDrawer } from "./rule-drawer";
import "./rules.css";

/** All rules and how they do; each with a switch, what it has done, and a way to try it. */
export function RulesPage() {
  const { t } = useTexts();
  const [open, show] = useState<RuleView | null>(null);
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/rules", undefined, signal),
    queryKey: ["rules", "list"],
    staleTime: 0,
  });
  return (
    <>
      <PageHead hint={t("rules.hint")} title={t("rules.title")} />
      <Loaded of={found}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing hint={t("rules.noRulesHint")} title={t("rules.noRules")} />
          ) : (
            <ul className="rule-list">
              {items.map((one) => (
                <Row key={one.rule} of={one} onOpen={() => show(one)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <RuleDrawer of={open} onClose={() => show(null)} />
    </>
  );
}

function Row({ of, onOpen }: { of: RuleView; onOpen: () => void }) {
  const { say, t } = useTexts();
  const { act, busy } = useAct("rules");
  const active = of.active ?? true;
  const turn = (wanted: boolean) =>
    act(
      () => ask("PUT /api/rules/{rule}/switch", { active: wanted }, undefined, { rule: of.rule }),
      t(wanted ? "rules.switchedOn" : "rules.switchedOff"),
    );
  return (
    <li className={active ? "rule-entry" : "rule-entry off"}>
      <button className="rule-row" type="button" onClick={onOpen}>
        <strong>{say(of.label)}</strong>
        <span className="quiet">
          {of.app} · {say(of.form_label)} · {say(of.trigger_label)}
        </span>
        <span className="rule-figures">
          <Tag>{`${t("rules.count")} ${of.fired}`}</Tag>
          {of.holding ? <Tag color="blue">{`${t("rules.holding")} ${of.holding}`}</Tag> : null}
          {of.failed ? <Tag color="error">{`${t("rules.failures")} ${of.failed}`}</Tag> : null}
          {of.cut ? <Tag color="warning">{`${t("rules.circles")} ${of.cut}`}</Tag> : null}
          <span className="quiet">
            {t("rules.last")}: {of.last_at == null ? t("rules.never") : shownInstant(of.last_at, false)}
          </span>
        </span>
        {of.conditions.map((one) => (
          <code key={one}>{one}</code>
        ))}
      </button>
      <div className="rule-switch">
        <Switch
          aria-label={t("rules.switchOf", { name: say(of.label) })}
          checked={active}
          checkedChildren={t("rules.on")}
          loading={busy}
          unCheckedChildren={t("rules.off")}
          onChange={(wanted) => void turn(wanted)}
        />
        {of.switched_at == null ? (
          of.shipped === false ? (
            <span className="quiet">{t("rules.offHere")}</span>
          ) : null
        ) : (
          <span className="quiet">
            {t("rules.switchedBy", { at: shownInstant(of.switched_at, false), name: of.switched_by ?? "" })}
          </span>
        )}
      </div>
    </li>
  );
}
