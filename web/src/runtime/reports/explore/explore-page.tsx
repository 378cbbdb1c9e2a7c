import {
  AppstoreAddOutlined,
  ClearOutlined,
  LinkOutlined,
  RedoOutlined,
  SaveOutlined,
  UndoOutlined,
} from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Drawer, Select } from "antd";
import { useEffect, useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import { useMedia } from "../../../core/moments";
import { en, zhCn } from "../../../core/texts/explore";
import { useUndo } from "../../../core/undo";
import type { AppMenu, MetricView, ReportDatasets } from "../../../generated/api";
import { Nothing } from "../../../ui/nothing";
import { Loaded } from "../../admin/loaded";
import { PageHead } from "../../admin/page-head";
import { DragArea } from "../../views/drag";
import { useCopiedLink } from "../copied-link";
import {
  added,
  begun,
  type Exploration,
  moved,
  type Picked,
  queryOf,
  readFrom,
  type Shelf,
  written,
} from "./exploration";
import { ExploreAnswer } from "./explore-answer";
import { FieldList, type Lifted } from "./field-list";
import { OptionsBar } from "./options-bar";
import { SaveTile } from "./save-tile";
import type { Landing } from "./shelf-line";
import { fieldsOf, namesOf, Shelves } from "./shelves";
import "../dashboard.css";
import "./explore.css";

/** Questions that people put together of fields: `#/app/<app>/explore?q=<question>`. */
export function ExplorePage({ menu, route }: { menu: AppMenu; route: string }) {
  const app = menu.name;
  const datasets = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/reports/datasets", undefined, signal, { app }),
    queryKey: ["reports", app, "datasets"],
    staleTime: 300_000,
  });
  const metrics = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/reports/metrics", undefined, signal, { app }),
    queryKey: ["reports", app, "metrics"],
    staleTime: 300_000,
  });
  return (
    <Loaded of={datasets}>
      {(known) => <Explorer app={app} known={known} metrics={metrics.data?.metrics ?? []} route={route} />}
    </Loaded>
  );
}

const COUNT = { en: en.countOf, "zh-CN": zhCn.countOf };

function Explorer({
  app,
  known,
  metrics,
  route,
}: {
  app: string;
  known: ReportDatasets;
  metrics: readonly MetricView[];
  route: string;
}) {
  const { say, t } = useTexts();
  const narrow = useMedia("(max-width: 900px)");
  const copy = useCopiedLink();
  const datasets = known.datasets ?? [];
  const [listed, list] = useState(false);
  const [saving, save] = useState(false);
  const past = useUndo<Exploration | null>(() => {
    const found = readFrom(route.split("?")[1] ?? "");
    if (found !== null && datasets.some(({ name }) => name === found.dataset)) return found;
    const first = datasets.find(({ rows }) => rows === "records") ?? datasets[0];
    return first === undefined ? null : begun(first.name, COUNT);
  });
  const { now: made, change } = past;
  const dataset = datasets.find(({ name }) => name === made?.dataset);
  useEffect(() => {
    // The address follows, so that a link leads to the same question; going back leads where one came from.
    if (made !== null) history.replaceState(history.state, "", `#/app/${app}/explore?q=${written(made)}`);
  }, [app, made]);
  if (made === null || dataset === undefined) {
    return <Nothing hint={t("explore.nothingSeenHint")} title={t("explore.nothingSeen")} />;
  }
  const fields = fieldsOf(dataset);
  const add = (picked: Picked, shelf?: Shelf, at?: number) => change(added(made, picked, shelf, at));
  const drop = (lifted: Lifted, { shelf, at }: Landing) => {
    if ("pick" in lifted) add(lifted.pick, shelf, at);
    else change(moved(made, lifted.from, lifted.name, shelf, lifted.field, at));
  };
  const list_ = (
    <FieldList
      dataset={dataset}
      metrics={metrics}
      onAdd={(picked, shelf) => {
        add(picked, shelf);
        list(false);
      }}
    />
  );
  const choice = (
    <Select<string>
      aria-label={t("explore.chooseDataset")}
      className="explore-dataset"
      options={datasets.map((one) => ({ label: say(one.label), value: one.name }))}
      popupMatchSelectWidth={false}
      prefix={<span className="quiet">{t("explore.dataset")}</span>}
      showSearch={{ optionFilterProp: "label" }}
      value={dataset.name}
      onChange={(name) => change(begun(name, COUNT))}
    />
  );
  return (
    <DragArea<Lifted, Landing> onDrop={drop}>
      <div className="explore">
        <PageHead hint={t("explore.hint")} title={t("explore.title")}>
          <Button
            aria-label={t("explore.undo")}
            disabled={!past.canUndo}
            icon={<UndoOutlined />}
            title={`${t("explore.undo")} (Ctrl+Z)`}
            onClick={past.undo}
          />
          <Button
            aria-label={t("explore.redo")}
            disabled={!past.canRedo}
            icon={<RedoOutlined />}
            title={`${t("explore.redo")} (Ctrl+Y)`}
            onClick={past.redo}
          />
          <Button
            aria-label={t("explore.clear")}
            icon={<ClearOutlined />}
            title={t("explore.clear")}
            onClick={() => change(begun(made.dataset, COUNT))}
          />
          <Button
            aria-label={t("explore.copyLink")}
            icon={<LinkOutlined />}
            title={t("explore.copyLink")}
            onClick={() => void copy()}
          />
          <Button
            aria-label={t("explore.save")}
            disabled={made.measures.length === 0 && made.rows.length === 0}
            icon={<SaveOutlined />}
            type="primary"
            onClick={() => save(true)}
          >
            {narrow ? null : t("explore.save")}
          </Button>
        </PageHead>
        <div className="explore-frame">
          {narrow ? null : (
            <aside aria-label={t("explore.fields")} className="explore-side">
              {choice}
              {list_}
            </aside>
          )}
          <div className="explore-main">
            {narrow ? (
              <div className="explore-narrow">
                {choice}
                <Button icon={<AppstoreAddOutlined />} onClick={() => list(true)}>
                  {t("explore.fields")}
                </Button>
              </div>
            ) : null}
            <Shelves app={app} dataset={dataset} fields={fields} made={made} metrics={metrics} onChange={change} />
            <OptionsBar
              dataset={dataset}
              made={made}
              names={namesOf(made, fields, metrics, say, t)}
              onChange={change}
            />
            <ExploreAnswer app={app} made={made} narrow={narrow} onChange={change} />
          </div>
        </div>
      </div>
      <Drawer open={listed} placement="left" size={300} title={t("explore.fields")} onClose={() => list(false)}>
        {narrow ? list_ : null}
      </Drawer>
      {saving ? <SaveTile app={app} chosen={made.chart} query={queryOf(made)} onClose={() => save(false)} /> : null}
    </DragArea>
  );
}
