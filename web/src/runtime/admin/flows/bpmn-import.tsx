import { InboxOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Drawer, Select, Upload } from "antd";
import { useState } from "react";
import { ask, deliver } from "../../../api/client";
import { useTexts } from "../../../core/language";
import type { FlowImported, Label } from "../../../generated/api";
import { Mistakes } from "../../../ui/mistakes";
import { Waiting } from "../../../ui/waiting";
import { useWords } from "../attempt";
import { Labelled } from "../labelled";

/** Takes flows out of a file of BPMN 2.0 into one's draft of an app; nothing is published. */
export function BpmnImport({ app, onClose }: { app: string; onClose: (flow: string | null) => void }) {
  const { say, t } = useTexts();
  const words = useWords();
  const [form, setForm] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [made, setMade] = useState<FlowImported | null>(null);
  const forms = useQuery({
    queryFn: async ({ signal }) => {
      const kept = await ask("GET /api/apps/{app}/draft", undefined, signal, { app });
      const known = (kept.content as { readonly forms?: Readonly<Record<string, { readonly label: Label }>> }).forms;
      return Object.entries(known ?? {});
    },
    queryKey: ["draft", app, "forms"],
    staleTime: 0,
  });
  const send = async (file: File) => {
    setBusy(true);
    setProblem(null);
    try {
      setMade(
        await deliver("POST /api/flow-drafts/{app}/bpmn", file, undefined, { app, ...(form === null ? {} : { form }) }),
      );
    } catch (error) {
      setProblem(words(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Drawer open size={640} title={t("flowAdmin.trial.upload")} onClose={() => onClose(made?.flows[0] ?? null)}>
      {made === null ? (
        <div className="stacked">
          <p className="quiet">{t("flowAdmin.trial.uploadHint")}</p>
          {problem === null ? null : <Alert role="alert" showIcon title={problem} type="error" />}
          <Labelled hint={t("flowAdmin.trial.formHint")} label={t("flowAdmin.trial.form")}>
            {(id) => (
              <Select<string>
                allowClear
                className="wide"
                id={id}
                options={(forms.data ?? []).map(([value, one]) => ({ label: say(one.label), value }))}
                placeholder={t("flowAdmin.trial.noForm")}
                value={form}
                onChange={(next) => setForm(next ?? null)}
              />
            )}
          </Labelled>
          {busy ? (
            <Waiting />
          ) : (
            <Upload.Dragger
              accept=".bpmn,.xml,application/xml,text/xml"
              beforeUpload={(chosen) => {
                void send(chosen);
                return false;
              }}
              showUploadList={false}
            >
              <p className="upload-mark">
                <InboxOutlined aria-hidden />
              </p>
              <p>{t("flowAdmin.trial.choose")}</p>
            </Upload.Dragger>
          )}
        </div>
      ) : (
        <div className="stacked">
          <Alert
            description={t("flowAdmin.trial.importedHint")}
            role="status"
            showIcon
            title={t("flowAdmin.trial.imported", { names: made.flows.join(", ") })}
            type="success"
          />
          {(made.diagnostics ?? []).length === 0 ? null : (
            <Mistakes
              found={made.diagnostics ?? []}
              place={(one) => (one.path === "" ? null : <code>{one.path}</code>)}
            />
          )}
          <Button type="primary" onClick={() => onClose(made.flows[0] ?? null)}>
            {t("flowAdmin.trial.look")}
          </Button>
        </div>
      )}
    </Drawer>
  );
}
