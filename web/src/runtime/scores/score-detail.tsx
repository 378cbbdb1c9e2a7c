import { ArrowLeftOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { PartView, Ranking, ScoreView } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import { Loaded } from "../admin/loaded";
import { PageHead } from "../admin/page-head";
import { figureOf, numberOf, pointsOf } from "./figures";
import { Radar } from "./radar";
import { Trend } from "./trend";

interface Which {
  readonly app: string;
  readonly card: string;
  readonly id: string;
}

/** How well one record does: its measures as a radar and one by one, the days before, and the records behind. */
export function ScoreDetail({ app, card, id }: Which) {
  const { say } = useTexts();
  const address = { app, id, scorecard: card };
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/scorecards/{scorecard}/records/{id}", undefined, signal, address),
    queryKey: ["scores", app, card, id],
    staleTime: 0,
  });
  const ranking = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/scorecards/{scorecard}", undefined, signal, { app, scorecard: card }),
    queryKey: ["scores", app, card],
  });
  return (
    <>
      <a className="back" href={`#/app/${app}/scores/${card}`}>
        <ArrowLeftOutlined aria-hidden /> {ranking.data === undefined ? "" : say(ranking.data.label)}
      </a>
      <Loaded of={found}>{(score) => <Shown ranking={ranking.data} score={score} which={{ app, card, id }} />}</Loaded>
    </>
  );
}

function Shown({ score, ranking, which }: { score: ScoreView; ranking: Ranking | undefined; which: Which }) {
  const { language, say, t } = useTexts();
  const [open, show] = useState<PartView | null>(null);
  const row = ranking?.rows?.find((one) => one.record_id === which.id);
  const parts = score.parts ?? [];
  return (
    <>
      <PageHead
        title={row?.title || say(score.label)}
        {...(score.day ? { hint: t("scores.day", { day: score.day }) } : {})}
      >
        {ranking === undefined ? null : (
          <Button href={`#/app/${which.app}/form/${ranking.form}/${which.id}`}>{t("scores.opened")}</Button>
        )}
      </PageHead>
      {parts.length === 0 ? (
        <Nothing hint={t("scores.noneHint")} title={t("scores.none")} />
      ) : (
        <div className="score">
          <div className="score-sum">
            <p className="score-total">
              <strong>{pointsOf(score.total, language)}</strong> <span className="quiet">/ 100</span>
              {row?.rank == null ? null : (
                <span className="quiet">
                  {" · "}
                  {t("scores.rank")} {row.rank}
                </span>
              )}
            </p>
            <Radar parts={parts} />
          </div>
          <ul className="score-parts">
            {parts.map((part) => (
              <Part key={part.name} of={part} onOpen={() => show(part)} />
            ))}
          </ul>
          <div className="score-trend">
            <Trend days={score.history ?? []} />
          </div>
        </div>
      )}
      <Drawer
        destroyOnHidden
        open={open !== null}
        size="large"
        title={open === null ? "" : t("scores.behind", { name: say(open.label) })}
        onClose={() => show(null)}
      >
        {open === null ? null : <BehindList measure={open.name} which={which} />}
      </Drawer>
    </>
  );
}

function Part({ of, onOpen }: { of: PartView; onOpen: () => void }) {
  const { language, say, t } = useTexts();
  const points = numberOf(of.points);
  return (
    <li>
      <button className="score-part" type="button" onClick={onOpen}>
        <span className="score-part-name">{say(of.label)}</span>
        <span className={of.value == null ? "score-part-value none" : "score-part-value"}>
          {of.value == null ? t("scores.unmeasured") : figureOf(of, of.value, language)}
        </span>
        <span aria-hidden="true" className="bar">
          <span style={{ inlineSize: `${points ?? 0}%` }} />
        </span>
        <span className="score-part-more quiet">
          {t("scores.points")} {pointsOf(of.points, language)} · {t("scores.mean")} {pointsOf(of.mean, language)} ·{" "}
          {t("scores.weight")} {pointsOf(of.weight, language)} · {t("scores.aim")} {figureOf(of, of.target, language)}
          {of.share == null ? "" : ` · ${t("scores.share", { points: pointsOf(of.share, language) })}`}
        </span>
      </button>
    </li>
  );
}

/** The records that a figure was counted from, each a link. */
function BehindList({ which, measure }: { which: Which; measure: string }) {
  const { t } = useTexts();
  const found = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/scorecards/{scorecard}/records/{id}/measures/{measure}", undefined, signal, {
        app: which.app,
        id: which.id,
        measure,
        scorecard: which.card,
      }),
    queryKey: ["scores", which.app, which.card, which.id, "behind", measure],
    staleTime: 0,
  });
  if (found.error !== null) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Waiting />;
  const { count, form, ids, titles } = found.data;
  if (ids.length === 0) return <Nothing hint={t("scores.behindNoneHint")} title={t("scores.behindNone")} />;
  const [app, inner] = [form.slice(0, form.indexOf(".")), form.slice(form.indexOf(".") + 1)];
  return (
    <>
      <p className="quiet">
        {ids.length === count
          ? t("scores.behindCount", { count })
          : t("scores.behindMore", { count, shown: ids.length })}
      </p>
      <ul className="behind">
        {ids.map((id, at) => (
          <li key={id}>
            <a href={`#/app/${app}/form/${inner}/${id}`}>{titles?.[id] || `#${at + 1}`}</a>
          </li>
        ))}
      </ul>
    </>
  );
}
