import { RightOutlined, SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select, Tag } from "antd";
import { useDeferredValue, useId, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { FunctionEntry } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Marked } from "../../ui/mistakes";
import { Nothing } from "../../ui/nothing";
import { Pane } from "../../ui/pane";
import { Waiting } from "../../ui/waiting";

type Group = FunctionEntry["category"] | "";

/** All functions of the language, to be searched, read and put into the expression. */
export function FunctionsPane({ onInsert }: { onInsert: (text: string) => void }) {
  const { t } = useTexts();
  const [search, seek] = useState("");
  const [group, choose] = useState<Group>("");
  const sought = useDeferredValue(search);
  const all = useQuery({
    queryFn: ({ signal }) => ask("GET /api/language/functions", undefined, signal),
    queryKey: ["functions"],
    staleTime: Number.POSITIVE_INFINITY,
  });
  const found = (all.data ?? []).filter((one) => (group === "" || one.category === group) && fits(one, sought));
  const groups = [...new Set((all.data ?? []).map((one) => one.category))];
  const count =
    all.data === undefined ? undefined : <span className="quiet">{t("functions.count", { count: found.length })}</span>;
  return (
    <Pane title={t("functions.title")} extra={count} className="functions-pane">
      <div className="functions-tools">
        <Input
          allowClear
          aria-label={t("functions.search")}
          placeholder={t("functions.search")}
          prefix={<SearchOutlined />}
          value={search}
          onChange={(event) => seek(event.target.value)}
        />
        <Select<Group>
          aria-label={t("functions.group")}
          options={[
            { label: t("functions.all"), value: "" as Group },
            ...groups.map((one) => ({ label: t(`categories.${one}`), value: one })),
          ]}
          popupMatchSelectWidth={false}
          value={group}
          onChange={choose}
        />
      </div>
      {all.error ? (
        <Failure error={all.error} onRetry={() => void all.refetch()} />
      ) : all.data === undefined ? (
        <Waiting />
      ) : found.length === 0 ? (
        <Nothing
          title={t("functions.none", { search: sought })}
          hint={t("functions.noneHint")}
          action={
            <Button
              size="small"
              onClick={() => {
                seek("");
                choose("");
              }}
            >
              {t("functions.clear")}
            </Button>
          }
        />
      ) : (
        <ul className="functions">
          {found.map((one) => (
            <Entry key={one.kind} entry={one} onInsert={onInsert} />
          ))}
        </ul>
      )}
    </Pane>
  );
}

/** Returns whether a function fits what is sought: by any of its names first, else by what it does. */
function fits(one: FunctionEntry, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [one.name, ...one.spellings, one.summary.en, one.summary["zh-CN"]].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

function Entry({ entry, onInsert }: { entry: FunctionEntry; onInsert: (text: string) => void }) {
  const { say } = useTexts();
  const [open, show] = useState(false);
  const details = useId();
  const [first = ""] = entry.signatures;
  return (
    <li className={open ? "function open" : "function"}>
      <button
        type="button"
        className="function-head"
        aria-controls={details}
        aria-expanded={open}
        onClick={() => show(!open)}
      >
        <RightOutlined className="function-arrow" />
        <span className="function-name">
          <code>
            {entry.name}
            <span className="quiet">{first.slice(entry.name.length).replace(/\s*->.*$/, "")}</span>
          </code>
          <span className="function-summary">{say(entry.summary)}</span>
        </span>
      </button>
      <div id={details} hidden={!open}>
        {open ? <Details entry={entry} onInsert={onInsert} /> : null}
      </div>
    </li>
  );
}

function Details({ entry, onInsert }: { entry: FunctionEntry; onInsert: (text: string) => void }) {
  const { t, say } = useTexts();
  return (
    <div className="function-details">
      <h3>{t("functions.signatures")}</h3>
      {entry.signatures.map((one) => (
        <code key={one} className="signature">
          {one}
        </code>
      ))}
      <h3>{t("functions.examples")}</h3>
      <ul className="examples">
        {entry.examples.map((one) => (
          <li key={one.expression}>
            <button
              type="button"
              className="example"
              title={t("functions.insert", { text: one.expression })}
              onClick={() => onInsert(one.expression)}
            >
              <code>{one.expression}</code>
              <code className="quiet">= {one.result}</code>
            </button>
          </li>
        ))}
      </ul>
      {entry.note ? (
        <p className="function-note">
          <strong>{t("functions.note")}</strong> <Marked text={say(entry.note)} />
        </p>
      ) : null}
      {entry.spellings.length > 0 ? (
        <p className="function-note">
          <strong>{t("functions.spellings")}</strong>{" "}
          {entry.spellings.map((one) => (
            <Tag key={one}>{one}</Tag>
          ))}
        </p>
      ) : null}
      <p className="function-note">
        <strong>{t("functions.computed")}</strong> <Tag>{t("targets.python")}</Tag>
        {entry.targets.sql ? (
          <>
            <Tag>{t("targets.postgres")}</Tag>
            <Tag>{t("targets.duckdb")}</Tag>
          </>
        ) : null}
        {entry.targets.browser ? <Tag>{t("targets.browser")}</Tag> : null}
      </p>
      {!entry.targets.sql && entry.without_sql !== "" ? (
        <p className="function-note quiet">{t("functions.notSql", { reason: entry.without_sql })}</p>
      ) : null}
    </div>
  );
}
