import { DownOutlined, RightOutlined } from "@ant-design/icons";
import { startTransition, useCallback, useContext, useEffect, useId, useRef, useState } from "react";
import { useTexts } from "../../../core/language";
import type { SectionItem } from "../../../generated/forms";
import { useForm, useWhole } from "../form-context";
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
  const [place, near, come] = useNear(!folded);
  useReveal(inside, () => {
    fold(false);
    come();
  });
  const Related = useContext(RelatedContext);
  // A new record has nothing that refers to it.
  if (Related === null && (item.items ?? []).length > 0 && (item.items ?? []).every((one) => one.kind === "related")) {
    return null;
  }
  return (
    <section ref={place} className="place full section" aria-labelledby={id}>
      <h2 className="section-head" id={id}>
        <button type="button" aria-expanded={!folded} onClick={() => fold(!folded)}>
          {folded ? <RightOutlined aria-hidden /> : <DownOutlined aria-hidden />}
          {say(item.label)}
        </button>
        {folded && wrong > 0 ? <span className="count">{t("form.wrongInside", { count: wrong })}</span> : null}
      </h2>
      {item.help && !folded ? <p className="quiet section-help">{say(item.help)}</p> : null}
      {folded ? null : near ? (
        <Items items={item.items ?? []} path={`${path}/items`} />
      ) : (
        <div aria-hidden className="section-later" />
      )}
    </section>
  );
}

const BIG = 30;
const MARGIN = "600px";
const IDLE = 2_000;

/** Returns whether a section of a big form is near what is seen: until then, or until there is time, it is not drawn. */
function useNear(wanted: boolean) {
  const { logic } = useForm();
  const [near, setNear] = useState(logic.top.fields.length <= BIG);
  const place = useRef<HTMLElement>(null);
  const come = useCallback(() => setNear(true), []);
  useEffect(() => {
    const shown = place.current;
    if (near || !wanted || shown === null) return;
    const watcher = new IntersectionObserver((entries) => entries.some((one) => one.isIntersecting) && come(), {
      rootMargin: MARGIN,
    });
    watcher.observe(shown);
    // Who searches the page finds everything after a while.
    const timer = setTimeout(() => startTransition(come), IDLE);
    return () => {
      watcher.disconnect();
      clearTimeout(timer);
    };
  }, [near, wanted, come]);
  return [place, near, come] as const;
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
