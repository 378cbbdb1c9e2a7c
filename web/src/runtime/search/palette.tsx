import { SearchOutlined } from "@ant-design/icons";
import { Input, Modal, Spin } from "antd";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTexts } from "../../core/language";
import { useStored } from "../../core/stored";
import { NamedIcon } from "../../ui/named-icon";
import { usePlace } from "../session";
import { type Goal, routeOf, useFound, usePages } from "./found";
import "./search.css";

const RECENT = 6;

interface Section {
  readonly key: string;
  readonly title: string;
  readonly goals: readonly Goal[];
}

/** The search over everything that one may see, over whatever page is open. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const { go } = usePlace();
  const list = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [recent, keep] = useStored<readonly string[]>("searched", []);
  const sections = useSections(text);
  const { found, sought } = useFound(text, 5);
  const goals = sections.flatMap((one) => one.goals);
  const current = Math.min(at, Math.max(0, goals.length - 1));
  const open = (goal: Goal) => {
    if (sought !== "") keep([sought, ...recent.filter((one) => one !== sought)].slice(0, RECENT));
    go(goal.route);
    onClose();
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const chosen = goals[current];
    if (step !== 0 && goals.length > 0) {
      event.preventDefault();
      setAt((current + step + goals.length) % goals.length);
    } else if (event.key === "Enter" && chosen !== undefined) {
      event.preventDefault();
      open(chosen);
    }
  };
  const chosen = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Whenever another one is chosen, it has to be in sight.
    if (current >= 0) chosen.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  let number = -1;
  return (
    <Modal
      className="palette"
      closable={false}
      footer={<span className="quiet palette-keys">{t("search.keys")}</span>}
      open
      title={<span className="unseen">{t("search.open")}</span>}
      width={640}
      onCancel={onClose}
    >
      <Input
        allowClear
        aria-activedescendant={goals.length > 0 ? `${list}-${current}` : undefined}
        aria-controls={list}
        aria-expanded={goals.length > 0}
        aria-label={t("search.open")}
        autoFocus
        placeholder={t("search.placeholder")}
        prefix={<SearchOutlined aria-hidden />}
        role="combobox"
        size="large"
        suffix={found.isFetching ? <Spin size="small" /> : null}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div className="palette-list" id={list} role="listbox" aria-label={t("search.title")}>
        {sections.map((section) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options
          <div key={section.key} aria-label={section.title} role="group">
            <div aria-hidden="true" className="palette-title">
              {section.title}
            </div>
            {section.goals.map((goal) => {
              number += 1;
              const here = number === current;
              return (
                <button
                  key={goal.key}
                  aria-selected={here}
                  className="palette-goal"
                  id={`${list}-${number}`}
                  ref={here ? chosen : null}
                  role="option"
                  tabIndex={-1}
                  type="button"
                  onClick={() => open(goal)}
                >
                  <NamedIcon name={goal.icon} />
                  <span className="grow">{goal.title}</span>
                  <span className="quiet">{goal.note}</span>
                </button>
              );
            })}
          </div>
        ))}
      </div>
      {text.trim() === "" ? (
        <Recent texts={recent} onChoose={setText} onForget={() => keep([])} />
      ) : goals.length === 0 && sought !== "" && !found.isFetching ? (
        <p className="quiet palette-none" role="status">
          {t("search.none", { text: sought })} {t("search.noneHint")}
        </p>
      ) : null}
    </Modal>
  );
}

function Recent({
  texts,
  onChoose,
  onForget,
}: {
  texts: readonly string[];
  onChoose: (text: string) => void;
  onForget: () => void;
}) {
  const { t } = useTexts();
  if (texts.length === 0) return <p className="quiet palette-none">{t("search.startHint")}</p>;
  return (
    <div className="palette-recent">
      <div className="palette-title">
        {t("search.recent")}
        <button className="link" type="button" onClick={onForget}>
          {t("search.clear")}
        </button>
      </div>
      {texts.map((one) => (
        <button key={one} className="palette-goal" type="button" onClick={() => onChoose(one)}>
          {one}
        </button>
      ))}
    </div>
  );
}

/** Returns what was found, in sections: views and pages, records by form, and the way to all results. */
function useSections(text: string): readonly Section[] {
  const { say, t } = useTexts();
  const pages = usePages(text);
  const { found, sought } = useFound(text, 5);
  if (text.trim() === "") return [];
  const records = (sought === "" ? [] : (found.data ?? [])).map((group) => ({
    goals: group.hits.map((hit) => ({
      icon: group.icon ?? null,
      key: hit.id,
      note: say(group.label),
      route: routeOf(group, hit.id),
      title: hit.title || t("search.untitled"),
    })),
    key: `${group.app}.${group.form}`,
    title: `${say(group.app_label)} › ${say(group.label)}`,
  }));
  const all = {
    icon: "search",
    key: "all",
    note: "",
    route: `search?q=${encodeURIComponent(text.trim())}`,
    title: t("search.all", { text: text.trim() }),
  };
  return [
    ...(pages.length > 0 ? [{ goals: pages, key: "pages", title: t("search.pages") }] : []),
    ...records,
    ...(records.length > 0 ? [{ goals: [all], key: "all", title: t("search.title") }] : []),
  ];
}
