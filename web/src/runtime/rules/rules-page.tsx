import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Drawer, Tag } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { FiringPage, RuleView } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import { Loaded } from "../admin/loaded";
import { PageHead } from "../admin/page-head";
import { Firings } from "./firings";
import "./rules.css";

/** All rules that work, and how they do; each with what it has done. */
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
      <Done of={open} onClose={() => show(null)} />
    </>
  );
}

function Row({ of, onOpen }: { of: RuleView; onOpen: () => void }) {
  const { say, t } = useTexts();
  return (
    <li>
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
    </li>
  );
}

function Done({ of, onClose }: { of: RuleView | null; onClose: () => void }) {
  const { say, t } = useTexts();
  const found = useInfiniteQuery({
    enabled: of !== null,
    getNextPageParam: (last: FiringPage) => (last.more ? last.items.at(-1)?.id : undefined),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      ask("GET /api/rules/firings", undefined, signal, { before: pageParam, rule: of?.rule ?? "" }),
    queryKey: ["rules", "firings", of?.rule],
    staleTime: 0,
  });
  const firings = found.data?.pages.flatMap((one) => one.items) ?? [];
  return (
    <Drawer open={of !== null} size="large" title={of === null ? "" : say(of.label)} onClose={onClose}>
      {found.error !== null ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.data === undefined && found.error === null ? <Waiting /> : null}
      {found.data !== undefined && firings.length === 0 ? (
        <Nothing hint={t("rules.nothingYetHint")} title={t("rules.nothingYet")} />
      ) : (
        <Firings named={false} of={firings} />
      )}
      {found.hasNextPage ? (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t("rules.older")}
        </Button>
      ) : null}
    </Drawer>
  );
}
