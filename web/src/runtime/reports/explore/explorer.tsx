import { AppstoreAddOutlined, ClearOutlined } from "@ant-design/icons";
import { Button, Drawer, Select } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTexts } from "../../../core/language";
import { useMedia } from "../../../core/moments";
import { en, zhCn } from "../../../core/texts/explore";
import { useUndo } from "../../../core/undo";
import type { MetricView, ReportDatasets } from "../../../generated/api";
import { Nothing } from "../../../ui/nothing";
import { PageHead } from "../../admin/page-head";
import { DragArea } from "../../views/drag";
import { UndoButtons } from "../undo-buttons";
import { analysable, isAnalysis } from "./analysis";
import { AnalysisBar } from "./analysis-bar";
import { added, begun, type Exploration, moved, type Picked, queryOf, type Shelf } from "./exploration";
import { ExploreAnswer } from "./explore-answer";
import { FieldList, type Lifted } from "./field-list";
import { OptionsBar } from "./options-bar";
import type { Landing } from "./shelf-line";
import { fieldsOf, namesOf, Shelves } from "./shelves";
import "../dashboard.css";
import "./explore.css";

const COUNT = { en: en.countOf, "zh-CN": zhCn.countOf };

/** The shelves with the answer: what a question is put together on. */
export function Explorer({
  app,
  known,
  metrics,
  start,
  title,
  hint,
  onMade,
  children,
}: {
  app: string;
  known: ReportDatasets;
  metrics: readonly MetricView[];
  /** The question that one begins with; null for the first dataset. */
  start: Exploration | null;
  title: string;
  hint?: string;
  /** Hears of each question. */
  onMade?: (made: Exploration) => void;
  /** What can be done with the question. */
  children: (made: Exploration) => ReactNode;
}) {
  const { say, t } = useTexts();
  const narrow = useMedia("(max-width: 900px)");
  const datasets = known.datasets ?? [];
  const [listed, list] = useState(false);
  const past = useUndo<Exploration | null>(() => {
    if (start !== null && datasets.some(({ name }) => name === start.dataset)) return start;
    const first = datasets.find(({ rows }) => rows === "records") ?? datasets[0];
    return first === undefined ? null : begun(first.name, COUNT);
  });
  const { now: made, change } = past;
  const dataset = datasets.find(({ name }) => name === made?.dataset);
  const hear = useRef(onMade);
  hear.current = onMade;
  useEffect(() => {
    if (made !== null) hear.current?.(made);
  }, [made]);
  if (made === null || dataset === undefined) {
    return <Nothing hint={t("explore.nothingSeenHint")} title={t("explore.nothingSeen")} />;
  }
  const fields = fieldsOf(dataset);
  const names = namesOf(made, fields, metrics, say, t);
  const timed = made.time?.expression ?? dataset.time ?? null;
  const along = timed === null ? null : fields.get(timed);
  const analysis = isAnalysis(made.chart) && analysable(made.chart, queryOf(made)) ? made.chart : null;
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
        <PageHead title={title} {...(hint === undefined ? {} : { hint })}>
          <UndoButtons of={past} />
          <Button
            aria-label={t("explore.clear")}
            icon={<ClearOutlined />}
            title={t("explore.clear")}
            onClick={() => change(begun(made.dataset, COUNT))}
          />
          {children(made)}
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
            <OptionsBar analysis={analysis} dataset={dataset} made={made} names={names} onChange={change} />
            {analysis === null ? null : (
              <AnalysisBar
                app={app}
                dataset={dataset}
                datasets={datasets}
                kind={analysis}
                made={made}
                names={names}
                onChange={change}
              />
            )}
            <ExploreAnswer
              app={app}
              made={made}
              narrow={narrow}
              time={along === null ? null : along === undefined ? t("explore.time") : say(along.label)}
              onChange={change}
            />
          </div>
        </div>
      </div>
      <Drawer open={listed} placement="left" size={300} title={t("explore.fields")} onClose={() => list(false)}>
        {narrow ? list_ : null}
      </Drawer>
    </DragArea>
  );
}
