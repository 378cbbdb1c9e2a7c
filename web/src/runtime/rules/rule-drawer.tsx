import { PlayCircleOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Drawer, Tabs } from "antd";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { FiringPage, RuleView } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import { useAct } from "../admin/attempt";
import { Firings } from "./firings";
import { RuleTrial } from "./rule-trial";

/** A rule: what it has done, how it works, and what it would have done. */
export function RuleDrawer({ of, onClose }: { of: RuleView | null; onClose: () => void }) {
  const { say, t } = useTexts();
  return (
    <Drawer destroyOnHidden open={of !== null} size="large" title={of === null ? "" : say(of.label)} onClose={onClose}>
      {of === null ? null : (
        <Tabs
          items={[
            { children: <Done of={of} />, key: "firings", label: t("rules.firings") },
            { children: <About of={of} />, key: "about", label: t("rules.about") },
            { children: <RuleTrial of={of} />, key: "trial", label: t("rules.trial") },
          ]}
        />
      )}
    </Drawer>
  );
}

function Done({ of }: { of: RuleView }) {
  const { t } = useTexts();
  const found = useInfiniteQuery({
    getNextPageParam: (last: FiringPage) => (last.more ? last.items.at(-1)?.id : undefined),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      ask("GET /api/rules/firings", undefined, signal, { before: pageParam, rule: of.rule }),
    queryKey: ["rules", "firings", of.rule],
    staleTime: 0,
  });
  if (found.error !== null) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Waiting />;
  const firings = found.data.pages.flatMap((one) => one.items);
  if (firings.length === 0) return <Nothing hint={t("rules.nothingYetHint")} title={t("rules.nothingYet")} />;
  return (
    <>
      <Firings named={false} of={firings} />
      {found.hasNextPage ? (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t("rules.older")}
        </Button>
      ) : null}
    </>
  );
}

/** How a rule works, as its app says. */
function About({ of }: { of: RuleView }) {
  const { language, say, t } = useTexts();
  const { act, busy } = useAct("rules");
  const scope = of.definition?.["scope"];
  const run = () =>
    act(() => ask("POST /api/rules/{rule}/run", undefined, undefined, { rule: of.rule }), t("rules.running"));
  const lines: readonly (readonly [string, string])[] = [
    [t("rules.form"), say(of.form_label)],
    [t("rules.trigger"), say(of.trigger_label)],
    ...(typeof scope === "string" ? [[t("rules.scope"), scope] as const] : []),
    [t("rules.condition"), of.conditions.join("\n")],
    [t("rules.timing"), t(`rules.timings.${of.timing as "before" | "inside" | "after"}`)],
    [t("rules.repeat"), t(`rules.repeats.${of.repeat as "once" | "daily" | "always"}`)],
    [t("rules.effects"), (of.effects ?? []).map(say).join(language === "en" ? ", " : "、")],
  ];
  return (
    <>
      {of.description == null ? null : <p>{say(of.description)}</p>}
      <dl className="rule-about">
        {lines
          .filter(([, told]) => told !== "")
          .map(([name, told]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{told}</dd>
            </div>
          ))}
      </dl>
      {of.trigger === "schedule" && of.active ? (
        <Button icon={<PlayCircleOutlined />} loading={busy} onClick={() => void run()}>
          {t("rules.run")}
        </Button>
      ) : null}
    </>
  );
}
