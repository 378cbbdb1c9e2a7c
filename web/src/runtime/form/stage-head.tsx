import { useTexts } from "../../core/language";
import { isEmpty } from "../../fields/values";
import type { StageField } from "../../generated/forms";
import { FieldView } from "./field-view";
import { useForm, useWhole } from "./form-context";
import type { Logic } from "./logic";
import { jumpTo } from "./problem-list";

/** Returns the field whose states stand above the form; null where a form has none. */
export function headStage({ page, top }: Logic): StageField | null {
  for (const one of page.form.fields ?? []) {
    if (one.kind === "stage" && top.shapes.has(one.name)) return one;
  }
  return null;
}

/** The states of a record above its form, with what is missing for the one that was chosen. */
export function StageHead() {
  const store = useForm();
  const stage = headStage(store.logic);
  if (stage === null) return null;
  return (
    <div className="stage-head">
      <FieldView labelHidden name={stage.name} sheet={store.top} />
      <Lacking stage={stage} />
    </div>
  );
}

function Lacking({ stage }: { stage: StageField }) {
  const { say, t } = useTexts();
  const store = useForm();
  const names = useWhole((form) => form.demanded.filter((name) => isEmpty(form.top.values.get(name))).join("\n"));
  if (names === "") return null;
  const state = stage.states.find((one) => one.name === store.top.values.get(stage.name));
  return (
    <p className="lacking" role="status">
      {t("filling.lacking", { state: state === undefined ? "" : say(state.label) })}
      {names.split("\n").map((name) => {
        const field = store.top.plot.shapes.get(name);
        return (
          <button key={name} type="button" className="link" onClick={() => jumpTo(store.top, name)}>
            {field === undefined ? name : say(field.label)}
          </button>
        );
      })}
    </p>
  );
}
