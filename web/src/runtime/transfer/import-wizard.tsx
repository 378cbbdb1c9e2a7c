import { ArrowLeftOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Steps } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import type { AppMenu, ImportMapping } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Nothing } from "../../ui/nothing";
import { entryOf, may } from "../menu";
import { ImportFile, type Read } from "./import-file";
import { ImportMap, missing, proposed } from "./import-map";
import { ImportPreviewStep } from "./import-preview";
import { ImportRunStep } from "./import-run";
import { ImportRuns } from "./import-runs";
import "./transfer.css";

const STEPS = ["file", "map", "preview", "run"] as const;
type Step = (typeof STEPS)[number];

/** The way from a file to records: choose, map, look, import. */
export function ImportWizard({ menu, form }: { menu: AppMenu; form: string }) {
  const { say, t } = useTexts();
  const narrow = useMedia("(max-width: 640px)");
  const [step, setStep] = useState<Step>("file");
  const [read, setRead] = useState<Read | null>(null);
  const [mapping, setMapping] = useState<ImportMapping | null>(null);
  const [id, setId] = useState<string | null>(null);
  const app = menu.name;
  const begin = useMutation({
    mutationFn: async (check: boolean) => {
      if (read === null || mapping === null) return;
      const address = { app, form, id: read.analysis.id };
      if (check) await ask("POST /api/apps/{app}/forms/{form}/imports/{id}/check", mapping, undefined, address);
      else await ask("POST /api/apps/{app}/forms/{form}/imports/{id}/start", mapping, undefined, address);
      setId(read.analysis.id);
      setStep("run");
    },
  });
  const entry = entryOf(menu, form);
  if (entry === undefined || !may(menu, form, "import")) {
    return <Nothing hint={t("work.notHereHint")} title={t("work.notHere")} />;
  }
  const taken = (found: Read) => {
    setRead(found);
    setMapping(proposed(found.analysis));
    setId(null);
    setStep("map");
  };
  const another = () => {
    setRead(null);
    setMapping(null);
    setId(null);
    setStep("file");
  };
  const sound =
    read !== null &&
    mapping !== null &&
    Object.keys(mapping.columns ?? {}).length > 0 &&
    missing(read.analysis, mapping).length === 0 &&
    (mapping.mode === "insert" || (mapping.key ?? []).length > 0);
  return (
    <div className="import-page">
      <div className="page-head">
        <h1>{t("transfer.title", { name: say(entry.label) })}</h1>
        <div className="page-tools">
          <Button href={`#/app/${app}/form/${form}`} icon={<ArrowLeftOutlined aria-hidden />}>
            {t("transfer.back")}
          </Button>
        </div>
      </div>
      <Steps
        className="import-steps"
        current={STEPS.indexOf(step)}
        items={STEPS.map((one) => ({ title: t(`transfer.steps.${one}`) }))}
        responsive={false}
        size="small"
        titlePlacement={narrow ? "vertical" : "horizontal"}
      />
      {step === "file" ? (
        <>
          <ImportFile app={app} form={form} onRead={taken} />
          <ImportRuns
            app={app}
            form={form}
            onOpen={(run) => {
              setId(run);
              setStep("run");
            }}
          />
        </>
      ) : null}
      {step === "map" && read !== null && mapping !== null ? (
        <>
          <ImportMap app={app} form={form} mapping={mapping} read={read} onMap={setMapping} onRead={taken} />
          <div className="import-actions">
            <Button onClick={another}>{t("transfer.previous")}</Button>
            <Button disabled={!sound} type="primary" onClick={() => setStep("preview")}>
              {t("transfer.next")}
            </Button>
          </div>
        </>
      ) : null}
      {step === "preview" && read !== null && mapping !== null ? (
        <>
          <ImportPreviewStep app={app} form={form} id={read.analysis.id} mapping={mapping} />
          <p className="quiet">{t("transfer.allOrNothing")}</p>
          <div className="import-actions">
            <Button onClick={() => setStep("map")}>{t("transfer.previous")}</Button>
            <Button disabled={begin.isPending} onClick={() => begin.mutate(true)}>
              {t("transfer.check")}
            </Button>
            <Button loading={begin.isPending} type="primary" onClick={() => begin.mutate(false)}>
              {t("transfer.start", { rows: read.analysis.rows })}
            </Button>
          </div>
        </>
      ) : null}
      {begin.error === null || step === "file" ? null : <Failure error={begin.error} onRetry={() => begin.reset()} />}
      {step === "run" && id !== null ? (
        <ImportRunStep
          key={id}
          app={app}
          form={form}
          id={id}
          titles={(read?.analysis.columns ?? []).map((one) => one.title)}
          onAnother={another}
          onChange={read === null ? null : () => setStep("map")}
          onStart={read === null ? null : () => begin.mutateAsync(false)}
        />
      ) : null}
    </div>
  );
}
