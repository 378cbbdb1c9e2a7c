import dayjs, { type Dayjs } from "dayjs";
import { useEffect, useRef } from "react";
import { useTexts } from "../../../core/language";
import { useDrop } from "../drag";
import type { CalendarParts, Spot } from "./calendar-view";
import { EntryButton } from "./entry-button";
import { daysBetween, entriesOn, isWhole, piecesIn, sideBySide } from "./weeks";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const HOUR_PIXELS = 48;
const MORNING = 8;

/** Days with their hours. */
export function TimeGrid({ first, last, ...parts }: CalendarParts & { first: Dayjs; last: Dayjs }) {
  const { language, t } = useTexts();
  const scrolled = useRef<HTMLElement>(null);
  const days = daysBetween(first, last);
  const whole = piecesIn(parts.entries.filter(isWhole), days);
  const timed = parts.entries.filter((one) => !isWhole(one));
  const name = new Intl.DateTimeFormat(language, { day: "numeric", weekday: "short" });
  useEffect(() => {
    if (scrolled.current) scrolled.current.scrollTop = MORNING * HOUR_PIXELS - 16;
  }, []);
  const columns = { gridTemplateColumns: `56px repeat(${days.length}, minmax(0, 1fr))` };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keys
    <section ref={scrolled} className="time-grid" aria-label={t("views.spans.week")} tabIndex={0}>
      <div className="time-head">
        <div className="time-names" style={columns}>
          <span />
          {days.map((day) => (
            <span key={day.valueOf()} data-today={day.isSame(dayjs(), "day") || undefined}>
              {name.format(day.toDate())}
            </span>
          ))}
        </div>
        <div className="time-whole" style={columns}>
          <span className="time-label">{t("views.allDay")}</span>
          {days.map((day, at) => (
            <WholeDay key={day.valueOf()} at={at} day={day} parts={parts} />
          ))}
          {whole.map((one) => (
            <EntryButton
              key={one.entry.record.id}
              cut={one.begins ? "" : "before"}
              entry={one.entry}
              parts={parts}
              place="whole"
              style={{ gridColumn: `${one.at + 2} / span ${one.days}`, gridRow: one.lane + 1 }}
            />
          ))}
        </div>
      </div>
      <div className="time-body" style={columns}>
        <div className="time-hours" aria-hidden>
          {HOURS.map((hour) => (
            <span key={hour} style={{ height: HOUR_PIXELS }}>{`${String(hour).padStart(2, "0")}:00`}</span>
          ))}
        </div>
        {days.map((day) => (
          <DayHours key={day.valueOf()} day={day} entries={entriesOn(timed, day)} parts={parts} />
        ))}
      </div>
    </section>
  );
}

function WholeDay({ day, at, parts }: { day: Dayjs; at: number; parts: CalendarParts }) {
  const { over, ref } = useDrop<Spot>(`whole${day.valueOf()}`, { day: day.format("YYYY-MM-DD"), hour: null });
  return (
    <button
      ref={ref}
      type="button"
      aria-hidden
      className="time-drop"
      tabIndex={-1}
      data-over={over || undefined}
      style={{ gridColumn: at + 2 }}
      onClick={() => parts.onNew?.(day.hour(9))}
    />
  );
}

function DayHours({ day, entries, parts }: { day: Dayjs; entries: CalendarParts["entries"]; parts: CalendarParts }) {
  const places = sideBySide(entries);
  const now = dayjs();
  return (
    <div className="time-day" data-today={day.isSame(now, "day") || undefined}>
      {HOURS.map((hour) => (
        <Hour key={hour} day={day} hour={hour} parts={parts} />
      ))}
      {day.isSame(now, "day") ? (
        <div className="time-now" style={{ top: (now.diff(day, "minute") / 60) * HOUR_PIXELS }} />
      ) : null}
      {entries.map((entry) => {
        const { from, to } = entry.stretch;
        const [column, of] = places.get(entry.record.id) ?? [0, 1];
        const top = Math.max(0, from.diff(day, "minute"));
        const bottom = Math.min(24 * 60, to.diff(day, "minute"));
        return (
          <EntryButton
            key={entry.record.id}
            entry={entry}
            parts={parts}
            place={day.format("MM-DD")}
            style={{
              height: Math.max(22, ((bottom - top) / 60) * HOUR_PIXELS - 2),
              left: `${(column / of) * 100}%`,
              position: "absolute",
              top: (top / 60) * HOUR_PIXELS,
              width: `calc(${100 / of}% - 3px)`,
            }}
          />
        );
      })}
    </div>
  );
}

function Hour({ day, hour, parts }: { day: Dayjs; hour: number; parts: CalendarParts }) {
  const { over, ref } = useDrop<Spot>(`hour${day.valueOf()}-${hour}`, { day: day.format("YYYY-MM-DD"), hour });
  return (
    <button
      ref={ref}
      type="button"
      aria-hidden
      className="time-hour"
      tabIndex={-1}
      data-over={over || undefined}
      style={{ height: HOUR_PIXELS }}
      onClick={() => parts.onNew?.(day.hour(hour))}
    />
  );
}
