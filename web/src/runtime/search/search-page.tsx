import { SearchOutlined } from "@ant-design/icons";
import { Input } from "antd";
import { useState } from "react";
import { useTexts } from "../../core/language";
import type { SearchGroup } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { NamedIcon } from "../../ui/named-icon";
import { Nothing } from "../../ui/nothing";
import { Waiting } from "../../ui/waiting";
import type { PlaceProps } from "../places";
import { usePlace } from "../session";
import { routeOf, useFound, usePages } from "./found";
import "./search.css";

const MOST = 20;

/** All that was found, by form: `#/search?q=…&form=crm.lead`. */
export function SearchPage({ route }: PlaceProps) {
  const { t } = useTexts();
  const asked = new URLSearchParams(route.split("?")[1] ?? "");
  const text = asked.get("q") ?? "";
  const form = asked.get("form") ?? "";
  const pages = usePages(form === "" ? text : "");
  const { found, sought } = useFound(text, form === "" ? MOST : 30, form);
  const groups = found.data ?? [];
  return (
    <div className="search-page">
      <h1>{t("search.title")}</h1>
      <Box key={text} text={text} />
      {found.error !== null ? (
        <Failure error={found.error} onRetry={() => void found.refetch()} />
      ) : text.trim() === "" ? (
        <Nothing hint={t("search.startHint")} title={t("search.start")} />
      ) : found.data === undefined || sought === "" ? (
        <Waiting />
      ) : groups.length + pages.length === 0 ? (
        <Nothing hint={t("search.noneHint")} title={t("search.none", { text })} />
      ) : (
        <>
          {pages.length === 0 ? null : (
            <section className="pane" aria-label={t("search.pages")}>
              <div className="pane-head">
                <h2>{t("search.pages")}</h2>
              </div>
              <ul className="found">
                {pages.map((one) => (
                  <li key={one.key}>
                    <a href={`#/${one.route}`}>
                      <NamedIcon name={one.icon} /> <span className="grow">{one.title}</span>
                      <span className="quiet">{one.note}</span>
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          )}
          {groups.map((one) => (
            <Group key={`${one.app}.${one.form}`} alone={form !== ""} group={one} text={text} />
          ))}
        </>
      )}
    </div>
  );
}

function Box({ text }: { text: string }) {
  const { t } = useTexts();
  const { go } = usePlace();
  const [value, setValue] = useState(text);
  return (
    <Input.Search
      allowClear
      aria-label={t("search.open")}
      enterButton={t("search.title")}
      placeholder={t("search.placeholder")}
      prefix={<SearchOutlined aria-hidden />}
      size="large"
      value={value}
      onChange={({ target }) => setValue(target.value)}
      onSearch={(next) => go(`search?q=${encodeURIComponent(next.trim())}`)}
    />
  );
}

function Group({ group, text, alone }: { group: SearchGroup; text: string; alone: boolean }) {
  const { say, t } = useTexts();
  const name = `${say(group.app_label)} › ${say(group.label)}`;
  return (
    <section className="pane" aria-label={name}>
      <div className="pane-head">
        <h2>
          <NamedIcon name={group.icon ?? null} /> {name}
        </h2>
        <span className="quiet">{`${group.hits.length}${group.more ? "+" : ""}`}</span>
      </div>
      <ul className="found">
        {group.hits.map((hit) => (
          <li key={hit.id}>
            <a href={`#/${routeOf(group, hit.id)}`}>
              <span className="grow">
                <Marked part={text} text={hit.title || t("search.untitled")} />
              </span>
            </a>
          </li>
        ))}
      </ul>
      {group.more && !alone ? (
        <a className="found-more" href={`#/search?q=${encodeURIComponent(text)}&form=${group.app}.${group.form}`}>
          {t("search.moreOf", { form: say(group.label) })}
        </a>
      ) : null}
    </section>
  );
}

/** A text in which what was looked for stands out. */
function Marked({ text, part }: { text: string; part: string }) {
  const at = text.toLowerCase().indexOf(part.trim().toLowerCase());
  if (at < 0 || part.trim() === "") return <>{text}</>;
  const end = at + part.trim().length;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, end)}</mark>
      {text.slice(end)}
    </>
  );
}
