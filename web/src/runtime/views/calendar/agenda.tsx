import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTexts } from "../../../core/language";
import { Nothing } from "../../../ui/nothing";
import { Waiting } from "../../../ui/waiting";
import { columnValue } from "../../system";
import { FieldCell } from "../field-cell";
import type { CalendarParts } from "./calendar-view";
import { daysBetween, entriesOn } from "./weeks";

/** The entries of some days below each other. */
export function Agenda({
  first,
  last,
  loading,
  ...parts
}: CalendarParts & { first: Dayjs; last: Dayjs; loading: boolean }) {
  const { language, say, t } = useTexts();
  const write = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", weekday: "long" });
  const days = daysBetween(first, last)
    .map((day) => ({ day, entries: entriesOn(parts.entries, day) }))
    .filter((one) => one.entries.length > 0);
  if (loading) return <Waiting />;
  if (days.length === 0) return <Nothing hint={t("views.agendaHint")} title={t("views.agendaNone")} />;
  return (
    <div className="agenda">
      {days.map(({ day, entries }) => {
        const text = write.format(day.toDate());
        return (
          <section key={day.valueOf()} aria-label={text}>
            <header data-today={day.isSame(dayjs(), "day") || undefined}>
              <h3>{text}</h3>
              {parts.onNew === null ? null : (
                <Button
                  aria-label={t("views.newOn", { day: text })}
                  icon={<PlusOutlined />}
                  type="text"
                  onClick={() => parts.onNew?.(day.hour(9))}
                />
              )}
            </header>
            <ul>
              {entries.map((entry) => {
                const { from, to, timed } = entry.stretch;
                return (
                  <li
                    key={entry.record.id}
                    style={{ "--entry": entry.colour ?? "var(--accent)" } as React.CSSProperties}
                  >
                    <span className="agenda-time">
                      {timed && from.isSame(day, "day") ? from.format("HH:mm") : t("views.allDay")}
                      {timed && to.isSame(day, "day") ? <small>{to.format("HH:mm")}</small> : null}
                    </span>
                    <div>
                      <button type="button" className="record-title" onClick={() => parts.onOpen(entry)}>
                        {entry.title}
                      </button>
                      <dl>
                        {parts.fields
                          .filter((one) => columnValue(entry.record, one.name) !== null)
                          .slice(0, 3)
                          .map((one) => (
                            <div key={one.name}>
                              <dt className="unseen">{say(one.label)}</dt>
                              <dd>
                                <FieldCell field={one} record={entry.record} />
                              </dd>
                            </div>
                          ))}
                      </dl>
                    </div>
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
