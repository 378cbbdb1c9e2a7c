import { DownOutlined, RightOutlined } from "@ant-design/icons";
import { useContext, useEffect, useId, useState } from "react";
import { useTexts } from "../../../core/language";
import type { SectionItem } from "../../../generated/forms";
import { useWhole } from "../form-context";
import type { FormStore } from "../store";
import { fieldsIn, type ItemProps } from "./item";
import { RelatedContext } from "./related";

/** Parts under a heading that can be folded; one with a mistake inside says so. */
export function SectionView({ item, Items, path }: ItemProps<SectionItem>) {
  const { say, t } = useTexts();
  const [folded, fold] = useState(item.folded ?? false);
  const id = useId();
  const inside = fieldsIn(item.items ?? []);
  const wrong = useWrong(inside);
  useReveal(inside, () => fold(false));
  const Related = useContext(RelatedContext);
  // A new record has nothing that refers to it.
  if (Related === null && (item.items ?? []).length > 0 && (item.items ?? []).every((one) => one.kind === "related")) {
    return null;
  }
  return (
    <section className="place full section" aria-labelledby={id}>
      <h2 className="section-head" id={id}>
        <button type="button" aria-expanded={!folded} onClick={() => fold(!folded)}>
          {folded ? <RightOutlined aria-hidden /> : <DownOutlined aria-hidden />}
          {say(item.label)}
        </button>
        {folded && wrong > 0 ? <span className="count">{t("form.wrongInside", { count: wrong })}</span> : null}
      </h2>
      {item.help && !folded ? <p className="quiet section-help">{say(item.help)}</p> : null}
      {folded ? null : <Items items={item.items ?? []} path={`${path}/items`} />}
    </section>
  );
}

/** Opens what holds a field that somebody jumps to. */
export function useReveal(names: readonly string[], open: (name: string, row: string) => void): void {
  useEffect(() => {
    const reveal = (event: Event) => {
      const { name, row } = (event as CustomEvent<{ readonly name: string; readonly row: string }>).detail;
      if (names.includes(name)) open(name, row);
    };
    addEventListener("lowcode:reveal", reveal);
    return () => removeEventListener("lowcode:reveal", reveal);
  });
}

/** Returns how many of some fields have a mistake. */
export function useWrong(names: readonly string[]): number {
  return useWhole((store) => names.filter((name) => isWrong(store, name)).length);
}

function isWrong(store: FormStore, name: string): boolean {
  const { mistakes, visible } = store.cell(store.top, name);
  if (visible && mistakes.some((one) => one.kind === "missing" || one.found.severity === "error")) return true;
  return store.rows(name).some((row) => [...row.cells.values()].some((cell) => cell.mistakes.length > 0));
}
