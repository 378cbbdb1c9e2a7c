import { Modal, Radio } from "antd";
import { useState } from "react";
import { useTexts } from "../../core/language";
import type { Json } from "../../fields/field-type";
import type { Clash } from "../../generated/api";
import { useForm } from "./form-context";
import { typeOf } from "./store";

/** Fields that somebody else changed meanwhile: for each is chosen what is kept. */
export function Conflict({
  clashes,
  onChosen,
  onClose,
}: {
  clashes: readonly Clash[];
  /** Takes the fields of which the other value is kept. */
  onChosen: (theirs: readonly Clash[]) => void;
  onClose: () => void;
}) {
  const { say, t } = useTexts();
  const store = useForm();
  const [theirs, choose] = useState<ReadonlySet<string>>(new Set());
  return (
    <Modal
      open
      cancelText={t("filling.cancel")}
      okText={t("filling.saveChosen")}
      title={t("filling.conflict")}
      width={640}
      onCancel={onClose}
      onOk={() => onChosen(clashes.filter((one) => theirs.has(one.field)))}
    >
      <p className="quiet">{t("filling.conflictHint")}</p>
      <ul className="clashes">
        {clashes.map((one) => {
          const field = store.top.plot.shapes.get(one.field);
          const label = field === undefined ? one.field : say(field.label);
          return (
            <li key={one.field}>
              <strong id={`clash-${one.field}`}>{label}</strong>
              <Radio.Group
                aria-labelledby={`clash-${one.field}`}
                className="clash-sides"
                value={theirs.has(one.field) ? "theirs" : "mine"}
                onChange={({ target }) => {
                  const next = new Set(theirs);
                  if (target.value === "theirs") next.add(one.field);
                  else next.delete(one.field);
                  choose(next);
                }}
              >
                <Radio value="mine">
                  <span className="quiet">{t("filling.mine")}</span>{" "}
                  <Side name={one.field} value={(one.mine ?? null) as Json} />
                </Radio>
                <Radio value="theirs">
                  <span className="quiet">{t("filling.theirs")}</span>{" "}
                  <Side name={one.field} value={(one.theirs ?? null) as Json} />
                </Radio>
              </Radio.Group>
              <p className="quiet">
                {t("filling.before")} <Side name={one.field} value={(one.base ?? null) as Json} />
              </p>
            </li>
          );
        })}
      </ul>
    </Modal>
  );
}

function Side({ name, value }: { name: string; value: Json }) {
  const field = useForm().top.plot.shapes.get(name);
  if (value === null || field === undefined) return <>—</>;
  const type = typeOf(field);
  return <type.Cell field={field} value={value} />;
}
