import { Select } from "antd";
import type { ReactNode } from "react";
import { useTexts } from "../../../core/language";
import type { FlowName } from "../../../generated/api";
import { Nothing } from "../../../ui/nothing";
import { useFlowNames } from "../../flows/tasks";
import { Loaded } from "../loaded";

/** Lets somebody choose a flow, and shows what is told of it; its place in the address is `app/flow`. */
export function FlowChoice({
  path,
  onChoose,
  tools,
  children,
}: {
  path: readonly string[];
  onChoose: (flow: FlowName) => void;
  tools?: ReactNode;
  children: (flow: FlowName) => ReactNode;
}) {
  const { say, t } = useTexts();
  const names = useFlowNames();
  const [app, flow] = path;
  return (
    <Loaded of={names}>
      {(flows) => {
        if (flows.length === 0) return <Nothing hint={t("flowAdmin.noFlowsHint")} title={t("flowAdmin.noFlows")} />;
        const chosen = app === undefined ? flows[0] : flows.find((one) => one.app === app && one.flow === flow);
        return (
          <div className="stacked">
            <div className="list-tools">
              <Select<string>
                aria-label={t("flowAdmin.flow")}
                className="flow-choice"
                options={flows.map((one) => ({
                  label: `${say(one.app_label)} · ${say(one.label)}`,
                  value: `${one.app}/${one.flow}`,
                }))}
                placeholder={t("flowAdmin.chooseFlow")}
                popupMatchSelectWidth={false}
                showSearch={{ optionFilterProp: "label" }}
                value={chosen === undefined ? null : `${chosen.app}/${chosen.flow}`}
                onChange={(next) => {
                  const found = flows.find((one) => `${one.app}/${one.flow}` === next);
                  if (found !== undefined) onChoose(found);
                }}
              />
              {tools}
            </div>
            {chosen === undefined ? (
              <Nothing hint={t("flowAdmin.chooseFlowHint")} title={t("flowAdmin.chooseFlow")} />
            ) : (
              children(chosen)
            )}
          </div>
        );
      }}
    </Loaded>
  );
}
