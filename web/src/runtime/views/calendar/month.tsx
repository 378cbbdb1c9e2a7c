import { PlusOutlined } from "@ant-design/icons";
import type { Dayjs } from "dayjs";
import dayjs from "dayjs";
import { useTexts } from "../../../core/language";
import { useDrop } from "../drag";
import type { CalendarParts, Spot } from "./calendar-view";
import { EntryButton } from "./entry-button";
import { daysBetween, edgesOf, type Piece, piecesIn } from "./weeks";

const LANES = 3;

/** The weeks of a month. */
export function Month(parts: CalendarParts) {
  const { language } = useTexts();
  const [first, last] = edgesOf("month", parts.around);
  const days = daysBetween(first, last);
  const weeks = Array.from({ length: days.length / 7 }, (_, at) => days.slice(at * 7, at * 7 + 7));
  const weekday = new Intl.DateTimeFormat(language, { weekday: "short" });
  return (
    <div className="month">
      <div className="month-names" aria-hidden>
        {weeks[0]?.map((day) => (
          <span key={day.day()}>{weekday.format(day.toDate())}</span>
        ))}
      </div>
      {weeks.map((week) => (
        <Week key={week[0]?.valueOf()} days={week} parts={parts} />
      ))}
    </div>
  );
}

function Week({ days, parts }: { days: readonly Dayjs[]; parts: CalendarParts }) {
  const pieces = piecesIn(parts.entries, days);
  const shown = pieces.filter((one) => one.lane < LANES);
  return (
    <div className="month-week">
      {days.map((day, at) => {
        const hidden = pieces.filter((one) => one.lane >= LANES && one.at <= at && at < one.at + one.days).length;
        return <Day key={day.valueOf()} at={at} day={day} hidden={hidden} parts={parts} />;
      })}
      {shown.map((one) => (
        <EntryButton
          key={one.entry.record.id}
          cut={cutOf(one)}
          entry={one.entry}
          parts={parts}
          place={String(days[0]?.valueOf())}
          style={{ gridColumn: `${one.at + 1} / span ${one.days}`, gridRow: one.lane + 2 }}
        />
      ))}
    </div>
  );
}

function cutOf({ begins, ends }: Piece): string {
  return [begins ? "" : "before", ends ? "" : "after"].filter(Boolean).join(" ");
}

function Day({ day, at, hidden, parts }: { day: Dayjs; at: number; hidden: number; parts: CalendarParts }) {
  const { language, t } = useTexts();
  const { over, ref } = useDrop<Spot>(`day${day.valueOf()}`, { day: day.format("YYYY-MM-DD"), hour: null });
  const text = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" }).format(day.toDate());
  const { onNew } = parts;
  // On a day, work begins in the morning.
  const begin = () => onNew?.(day.hour(9));
  return (
    <div
      ref={ref}
      className="month-day"
      data-other={day.month() !== parts.around.month() || undefined}
      data-over={over || undefined}
      data-today={day.isSame(dayjs(), "day") || undefined}
      style={{ gridColumn: at + 1 }}
    >
      {/* The empty part of a day is a large button for the pointer; keys have the one with the plus. */}
      <button type="button" aria-hidden className="month-empty" tabIndex={-1} onClick={begin} />
      <div className="month-head">
        <button type="button" className="month-number" aria-label={text} onClick={() => parts.onDay(day)}>
          {day.date()}
        </button>
        {onNew === null ? null : (
          <button type="button" className="month-new" aria-label={t("views.newOn", { day: text })} onClick={begin}>
            <PlusOutlined aria-hidden />
          </button>
        )}
      </div>
      {hidden > 0 ? (
        <button type="button" className="month-more" onClick={() => parts.onDay(day)}>
          {t("views.more", { count: hidden })}
        </button>
      ) : null}
    </div>
  );
}
