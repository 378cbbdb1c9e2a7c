import { useTexts } from "../../core/language";
import type { TaskView } from "../../generated/api";
import { Labelled } from "../admin/labelled";
import { PeopleSelect } from "./people-select";
import { type FlowNode, useFlowOf } from "./tasks";

/** Whom somebody chooses for later steps, by the step. */
export type ChosenPeople = Readonly<Record<string, readonly string[]>>;

/** Lets somebody choose the people of later steps, where the flow leaves that to them. */
export function ChosenSelects({
  view,
  value,
  onChange,
}: {
  view: TaskView;
  value: ChosenPeople;
  onChange: (value: ChosenPeople) => void;
}) {
  const { say } = useTexts();
  const { id, version, passed = [] } = view.instance;
  const flow = useFlowOf(id, version);
  const nodes = (flow.data?.nodes ?? []).filter((one) => asksForChoice(one) && !passed.includes(one.name));
  return nodes.map((one) => {
    const name = one.label == null ? one.name : say(one.label);
    return (
      <Labelled key={one.name} label={name}>
        {(field) => (
          <PeopleSelect
            id={field}
            label={name}
            several
            value={value[one.name] ?? []}
            onChange={(people) => onChange({ ...value, [one.name]: people })}
          />
        )}
      </Labelled>
    );
  });
}

function asksForChoice(node: FlowNode): boolean {
  return "assignees" in node && (node.assignees ?? []).some((one) => one.kind === "chosen");
}
