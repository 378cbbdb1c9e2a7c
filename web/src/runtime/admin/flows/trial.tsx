import { DownloadOutlined, PlayCircleOutlined, UploadOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, InputNumber, Segmented, Select } from "antd";
import { useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import type { Flow, Label, TrialReport, TrialRequest } from "../../../generated/api";
import { Nothing } from "../../../ui/nothing";
import { Pane } from "../../../ui/pane";
import { Toggle } from "../../flows/list-filters";
import { useFlowNames } from "../../flows/tasks";
import type { PlaceProps } from "../../places";
import { usePlace } from "../../session";
import { useAct } from "../attempt";
import { Labelled } from "../labelled";
import { Loaded } from "../loaded";
import { BpmnImport } from "./bpmn-import";
import { TrialResult } from "./trial-result";

/** A flow of an app, as it is published or as one's own draft has it. */
interface Chosen {
  readonly app: string;
  readonly flow: string;
  readonly draft: boolean;
}

const USUAL = { every: 30, fails: 0, instances: 100, rejects: 0.1, returns: 0.05, seed: 1, work: 240 } as const;
type Habits = { readonly [K in keyof typeof USUAL]: number };

/** Checks a flow and lets made-up instances run through it, before anybody works with it; and exchanges it as BPMN. */
export function Trial({ path }: PlaceProps) {
  const { t } = useTexts();
  const { go } = usePlace();
  const names = useFlowNames();
  const queries = useQueryClient();
  const [importing, setImporting] = useState(false);
  return (
    <Loaded of={names}>
      {(flows) => {
        const apps = [...new Map(flows.map((one) => [one.app, one.app_label])).entries()];
        const [app = apps[0]?.[0], flow = "", source = ""] = path;
        if (app === undefined) return <Nothing hint={t("flowAdmin.noFlowsHint")} title={t("flowAdmin.noFlows")} />;
        const draft = source === "draft";
        const show = (next: Partial<Chosen>) => {
          const to = { app, draft, flow, ...next };
          go(`admin/flows/trial/${[to.app, to.flow, to.draft ? "draft" : ""].filter((one) => one !== "").join("/")}`);
        };
        return (
          <div className="stacked">
            <Choice
              apps={apps}
              chosen={{ app, draft, flow }}
              published={flows.filter((one) => one.app === app).map((one) => [one.flow, one.label] as const)}
              onChoose={show}
              onImport={() => setImporting(true)}
            />
            {importing ? (
              <BpmnImport
                app={app}
                onClose={(made) => {
                  setImporting(false);
                  void queries.invalidateQueries({ queryKey: ["draft", app] });
                  if (made !== null) show({ draft: true, flow: made });
                }}
              />
            ) : null}
          </div>
        );
      }}
    </Loaded>
  );
}

/** Returns the flows of one's draft of an app, by name with their labels. */
function useDraftFlows(app: string, wanted: boolean) {
  return useQuery({
    enabled: wanted,
    queryFn: async ({ signal }) => {
      const kept = await ask("GET /api/apps/{app}/draft", undefined, signal, { app });
      const { flows = {} } = kept.content as { readonly flows?: Readonly<Record<string, Pick<Flow, "label">>> };
      return Object.entries(flows).map(([name, one]) => [name, one.label] as const);
    },
    queryKey: ["draft", app, "flows"],
    staleTime: 0,
  });
}

function Choice({
  apps,
  chosen,
  published,
  onChoose,
  onImport,
}: {
  apps: readonly (readonly [string, Label])[];
  chosen: Chosen;
  published: readonly (readonly [string, Label])[];
  onChoose: (next: Partial<Chosen>) => void;
  onImport: () => void;
}) {
  const { say, t } = useTexts();
  const drafted = useDraftFlows(chosen.app, chosen.draft);
  const offered = chosen.draft ? (drafted.data ?? []) : published;
  const flow =
    offered.find(([name]) => name === chosen.flow)?.[0] ?? (chosen.flow === "" ? offered[0]?.[0] : undefined);
  const file = `/api/flow-drafts/${chosen.app}/${flow ?? ""}/bpmn${chosen.draft ? "?draft=true" : ""}`;
  return (
    <>
      <div className="list-tools">
        <Select<string>
          aria-label={t("flowAdmin.trial.app")}
          className="list-filter"
          options={apps.map(([value, label]) => ({ label: say(label), value }))}
          value={chosen.app}
          onChange={(app) => onChoose({ app, flow: "" })}
        />
        <Segmented<boolean>
          aria-label={t("flowAdmin.trial.source")}
          options={[
            { label: t("flowAdmin.trial.published"), value: false },
            { label: t("flowAdmin.trial.draft"), value: true },
          ]}
          value={chosen.draft}
          onChange={(draft) => onChoose({ draft })}
        />
        <Select<string>
          aria-label={t("flowAdmin.flow")}
          className="flow-choice"
          loading={chosen.draft && drafted.isFetching}
          options={offered.map(([value, label]) => ({ label: say(label), value }))}
          placeholder={t("flowAdmin.chooseFlow")}
          popupMatchSelectWidth={false}
          showSearch={{ optionFilterProp: "label" }}
          value={flow ?? null}
          onChange={(next) => onChoose({ flow: next ?? "" })}
        />
        <span className="row-tools trial-files">
          <Button disabled={flow === undefined} download href={file} icon={<DownloadOutlined />}>
            {t("flowAdmin.trial.download")}
          </Button>
          <Button icon={<UploadOutlined />} onClick={onImport}>
            {t("flowAdmin.trial.upload")}
          </Button>
        </span>
      </div>
      {flow === undefined ? (
        chosen.draft && drafted.isPending ? null : (
          <Nothing hint={t("flowAdmin.trial.noneHint")} title={t("flowAdmin.chooseFlow")} />
        )
      ) : (
        <Runs key={`${chosen.app}/${flow}/${chosen.draft}`} chosen={{ ...chosen, flow }} />
      )}
    </>
  );
}

/** What a run is made of, the button that begins it, and what it shows. */
function Runs({ chosen }: { chosen: Chosen }) {
  const { t } = useTexts();
  const { act, busy } = useAct();
  const [habits, setHabits] = useState<Habits>(USUAL);
  const [history, learn] = useState(false);
  const [report, setReport] = useState<TrialReport | null>(null);
  const run = () =>
    act(async () => {
      const request: TrialRequest = { ...habits, draft: chosen.draft, history };
      const address = { app: chosen.app, flow: chosen.flow };
      setReport(await ask("POST /api/flow-drafts/{app}/{flow}/trial", request, undefined, address));
    });
  const set = (some: Partial<Habits>) => setHabits({ ...habits, ...some });
  const number = (name: keyof Habits, most: number, unit: string, scale = 1) => (
    <Labelled key={name} label={t(`flowAdmin.trial.habits.${name}`)}>
      {(id) => (
        <InputNumber<number>
          className="wide"
          id={id}
          max={most}
          min={name === "seed" || scale > 1 ? 0 : 1}
          precision={0}
          suffix={unit}
          value={Math.round(habits[name] * scale)}
          onChange={(value) => set({ [name]: (value ?? USUAL[name] * scale) / scale })}
        />
      )}
    </Labelled>
  );
  return (
    <>
      <Pane title={t("flowAdmin.trial.title")}>
        <p className="quiet mapping-hint">{t("flowAdmin.trial.hint")}</p>
        <div className="trial-habits">
          {number("instances", 500, "")}
          {number("every", 10_000, t("flowAdmin.trial.minutes"))}
          {number("work", 10_000, t("flowAdmin.trial.minutes"))}
          {number("rejects", 100, "%", 100)}
          {number("returns", 100, "%", 100)}
          {number("fails", 100, "%", 100)}
          {number("seed", 1_000_000, "")}
        </div>
        <p>
          <Toggle label={t("flowAdmin.trial.history")} on={history} onChange={learn} />
        </p>
        <div className="row-tools">
          <Button icon={<PlayCircleOutlined />} loading={busy} type="primary" onClick={() => void run()}>
            {t("flowAdmin.trial.run")}
          </Button>
        </div>
      </Pane>
      {report === null ? null : <TrialResult report={report} />}
    </>
  );
}
