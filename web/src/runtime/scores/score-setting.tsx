import { useQuery } from "@tanstack/react-query";
import { Button, Drawer, InputNumber } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { PartView, SettingHistory } from "../../generated/api";
import { useAct } from "../admin/attempt";
import { Loaded } from "../admin/loaded";
import { figureOf } from "./figures";

type Standard = SettingHistory["items"][number]["measures"][string];
const PLACES = ["weight", "target", "threshold"] as const;

interface Given {
  readonly app: string;
  readonly scorecard: string;
  readonly measures: readonly PartView[];
}

/** How the measures of a scorecard count, and have counted. */
export function ScoreSetting({ open, onClose, ...given }: Given & { open: boolean; onClose: () => void }) {
  const { t } = useTexts();
  const address = { app: given.app, scorecard: given.scorecard };
  const found = useQuery({
    enabled: open,
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/scorecards/{scorecard}/setting", undefined, signal, address),
    queryKey: ["scores", given.app, given.scorecard, "setting"],
    staleTime: 0,
  });
  return (
    <Drawer destroyOnHidden open={open} size="large" title={t("scores.setting")} onClose={onClose}>
      <Loaded of={found}>
        {(history) => <Editing {...given} history={history} key={history.items[0]?.revision} onDone={onClose} />}
      </Loaded>
    </Drawer>
  );
}

function Editing({
  app,
  scorecard,
  measures,
  history,
  onDone,
}: Given & { history: SettingHistory; onDone: () => void }) {
  const { language, say, t } = useTexts();
  const { act, busy } = useAct("scores");
  const now = history.items[0];
  const [edited, edit] = useState<Readonly<Record<string, Standard>>>(now?.measures ?? {});
  const save = async () => {
    const address = { app, scorecard };
    const wanted = { measures: edited, revision: now?.revision ?? 0 };
    const done = await act(
      () => ask("PUT /api/apps/{app}/scorecards/{scorecard}/setting", wanted, undefined, address),
      t("scores.saved"),
    );
    if (done) onDone();
  };
  return (
    <>
      <p className="quiet">{t("scores.settingHint")}</p>
      <div className="standards">
        {measures.map((one) => (
          <fieldset key={one.name}>
            <legend>{say(one.label)}</legend>
            {PLACES.map((place) => (
              <div key={place}>
                <label htmlFor={`${one.name}-${place}`}>{t(`scores.${place}`)}</label>
                <InputNumber<string>
                  id={`${one.name}-${place}`}
                  stringMode
                  {...(place === "weight" ? { min: "0" } : {})}
                  value={String(edited[one.name]?.[place] ?? "")}
                  onChange={(value) => {
                    const standard = edited[one.name];
                    if (value === null || standard === undefined) return;
                    edit({ ...edited, [one.name]: { ...standard, [place]: value } });
                  }}
                />
              </div>
            ))}
          </fieldset>
        ))}
      </div>
      <Button loading={busy} type="primary" onClick={() => void save()}>
        {t("scores.save")}
      </Button>
      <h3>{t("scores.history")}</h3>
      <ol className="past-settings">
        {history.items.map((past) => (
          <li key={past.revision}>
            <details>
              <summary>
                {t("scores.revision", { number: past.revision })} ·{" "}
                {past.at == null ? t("scores.shipped") : `${past.by} · ${shownInstant(past.at, false)}`}
              </summary>
              <ul>
                {measures.map((one) => {
                  const standard = past.measures[one.name];
                  if (standard === undefined) return null;
                  const [target, threshold] = [standard.target, standard.threshold].map((each) =>
                    figureOf(one, each === undefined ? null : String(each), language),
                  );
                  return (
                    <li key={one.name}>
                      {say(one.label)}: {t("scores.weight")} {String(standard.weight)} · {threshold} → {target}
                    </li>
                  );
                })}
              </ul>
            </details>
          </li>
        ))}
      </ol>
    </>
  );
}
