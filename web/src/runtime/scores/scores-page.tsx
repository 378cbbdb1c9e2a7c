import { ReloadOutlined, SettingOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Ranked, Ranking } from "../../generated/api";
import { Nothing } from "../../ui/nothing";
import { useAct } from "../admin/attempt";
import { Loaded } from "../admin/loaded";
import { PageHead } from "../admin/page-head";
import { figureOf, numberOf, pointsOf } from "./figures";
import { ScoreDetail } from "./score-detail";
import { ScoreSetting } from "./score-setting";
import "./scores.css";

/** A scorecard: who does how well, the best first; or one record with its measures, its history, and what is behind. */
export function ScoresPage({ app, card, id }: { app: string; card: string; id: string | null }) {
  return id === null ? <RankingPage app={app} card={card} /> : <ScoreDetail app={app} card={card} id={id} />;
}

function RankingPage({ app, card }: { app: string; card: string }) {
  const found = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/scorecards/{scorecard}", undefined, signal, { app, scorecard: card }),
    queryKey: ["scores", app, card],
    staleTime: 0,
  });
  return <Loaded of={found}>{(ranking) => <Shown app={app} of={ranking} />}</Loaded>;
}

function Shown({ app, of }: { app: string; of: Ranking }) {
  const { say, t } = useTexts();
  const [setting, set] = useState(false);
  const { act, busy } = useAct("scores");
  const address = { app, scorecard: of.scorecard };
  const compute = () =>
    act(
      () => ask("POST /api/apps/{app}/scorecards/{scorecard}/compute", undefined, undefined, address),
      t("scores.computed"),
    );
  const rows = of.rows ?? [];
  return (
    <>
      <PageHead title={say(of.label)} {...(of.description ? { hint: say(of.description) } : {})}>
        {of.may_set ? (
          <>
            <Button icon={<ReloadOutlined />} loading={busy} onClick={() => void compute()}>
              {t("scores.compute")}
            </Button>
            <Button icon={<SettingOutlined />} onClick={() => set(true)}>
              {t("scores.setting")}
            </Button>
          </>
        ) : null}
      </PageHead>
      {rows.length === 0 ? (
        <Nothing hint={t("scores.noneHint")} title={t("scores.none")} />
      ) : (
        <ol className="ranking">
          {rows.map((one) => (
            <Row app={app} card={of.scorecard} key={one.record_id} of={one} />
          ))}
        </ol>
      )}
      {of.may_set ? (
        <ScoreSetting
          app={app}
          measures={of.measures ?? []}
          open={setting}
          scorecard={of.scorecard}
          onClose={() => set(false)}
        />
      ) : null}
    </>
  );
}

/** A line of the ranking: place, name, score, and the points of each measure. */
function Row({ app, card, of }: { app: string; card: string; of: Ranked }) {
  const { language, say, t } = useTexts();
  const total = numberOf(of.total);
  return (
    <li>
      <a className="ranking-row" href={`#/app/${app}/scores/${card}/${of.record_id}`}>
        <span className="ranking-place">
          <span className="unseen">{t("scores.rank")} </span>
          {of.rank ?? "–"}
        </span>
        <span className="ranking-name">{of.title || of.record_id}</span>
        <span className="ranking-total">
          <span className="unseen">{t("scores.total")} </span>
          {pointsOf(of.total, language)}
        </span>
        <span aria-hidden="true" className="bar">
          <span style={{ inlineSize: `${total ?? 0}%` }} />
        </span>
        <span className="ranking-parts">
          {(of.parts ?? []).map((part) => (
            <span className="ranking-part" key={part.name}>
              <span className="quiet">{say(part.label)}</span> {figureOf(part, part.value, language)}
            </span>
          ))}
        </span>
      </a>
    </li>
  );
}
