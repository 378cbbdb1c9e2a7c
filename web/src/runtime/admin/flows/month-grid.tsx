import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Alert, Button, Input, Popover, Radio } from "antd";
import { useState } from "react";
import { useTexts } from "../../../core/language";
import type { Calendar } from "../../../generated/api";
import { Labelled } from "../labelled";
import { type Day, type DayKind, missingYear, WEEKDAYS, weeksOf, withDay, written } from "./days";

/** A month of a calendar; each day can be made free, or worked in exchange. */
export function MonthGrid({ calendar, onChange }: { calendar: Calendar; onChange: (calendar: Calendar) => void }) {
  const { language, t } = useTexts();
  const [[year, month], show] = useState<readonly [number, number]>(() => monthOf(new Date()));
  const move = (by: number) => show(monthOf(new Date(year, month + by, 1)));
  const name = new Date(year, month, 1).toLocaleDateString(language, { month: "long", year: "numeric" });
  const published = calendar.published ?? [];
  const missing = missingYear(published, new Date());
  return (
    <section className="pane" aria-label={name}>
      <div className="pane-head month-head">
        <Button
          aria-label={t("flowAdmin.calendars.previous")}
          icon={<LeftOutlined />}
          type="text"
          onClick={() => move(-1)}
        />
        <h2 aria-live="polite">{name}</h2>
        <Button
          aria-label={t("flowAdmin.calendars.next")}
          icon={<RightOutlined />}
          type="text"
          onClick={() => move(1)}
        />
        <Button size="small" onClick={() => show(monthOf(new Date()))}>
          {t("flowAdmin.calendars.today")}
        </Button>
      </div>
      {published.length === 0 ? null : published.includes(year) ? (
        <>
          <p className="quiet month-years">{t("flowAdmin.calendars.confirmed", { years: published.join(", ") })}</p>
          {missing === null ? null : (
            <Alert
              action={
                <Button size="small" onClick={() => show([missing, 0])}>
                  {t("flowAdmin.calendars.look", { year: missing })}
                </Button>
              }
              className="notice"
              showIcon
              title={t("flowAdmin.calendars.missing", { year: missing })}
              type="warning"
            />
          )}
        </>
      ) : (
        <Alert
          action={
            <Button size="small" onClick={() => onChange({ ...calendar, published: [...published, year].sort() })}>
              {t("flowAdmin.calendars.confirm", { year })}
            </Button>
          }
          className="notice"
          description={t("flowAdmin.calendars.confirmed", { years: published.join(", ") })}
          showIcon
          title={t("flowAdmin.calendars.unpublished", { year })}
          type="info"
        />
      )}
      <table className="month">
        <thead>
          <tr>
            {WEEKDAYS.map((one) => (
              <th key={one} scope="col">
                {t(`flowAdmin.calendars.weekdays.${one}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(calendar, year, month).map((week) => (
            <tr key={week[0]?.date}>
              {week.map((one) => (
                <td key={one.date}>
                  {one.inside ? <DayCell calendar={calendar} day={one} onChange={onChange} /> : null}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="month-key">
        {(["works", "free", "holiday", "exchange"] as const).map((one) => (
          <span key={one}>
            <span className={`month-mark ${one}`} aria-hidden /> {t(`flowAdmin.calendars.${one}`)}
          </span>
        ))}
      </p>
    </section>
  );
}

function monthOf(date: Date): readonly [number, number] {
  return [date.getFullYear(), date.getMonth()];
}

function DayCell({
  calendar,
  day,
  onChange,
}: {
  calendar: Calendar;
  day: Day;
  onChange: (calendar: Calendar) => void;
}) {
  const { say, t } = useTexts();
  const what = day.special?.label == null ? t(`flowAdmin.calendars.${day.kind}`) : say(day.special.label);
  return (
    <Popover
      content={<DayEditor calendar={calendar} day={day} onChange={onChange} />}
      destroyOnHidden
      title={`${day.date} · ${what}`}
      trigger="click"
    >
      <button type="button" className={`month-day ${day.kind}${day.date === today() ? " today" : ""}`}>
        <span className="unseen">{t("flowAdmin.calendars.label", { date: day.date, what })}</span>
        <span className="month-number" aria-hidden>
          {day.number}
        </span>
        <span className="month-what" aria-hidden>
          {day.special === null ? "" : what}
        </span>
      </button>
    </Popover>
  );
}

/** Returns the day of now on this device. */
function today(): string {
  const now = new Date();
  return written(now.getFullYear(), now.getMonth(), now.getDate());
}

function DayEditor({
  calendar,
  day,
  onChange,
}: {
  calendar: Calendar;
  day: Day;
  onChange: (calendar: Calendar) => void;
}) {
  const { language, t } = useTexts();
  const { date, special } = day;
  const usual = special === null;
  const chosen: DayKind | "usual" = usual ? "usual" : day.kind;
  const label = special?.label ?? null;
  const choose = (kind: string) => {
    if (kind === "usual") onChange(withDay(calendar, date, null));
    else onChange(withDay(calendar, date, { day: date, works: kind === "exchange", ...(label ? { label } : {}) }));
  };
  return (
    <div className="stacked day-editor">
      <Radio.Group
        aria-label={t("flowAdmin.calendars.day")}
        options={(["usual", "holiday", "exchange"] as const).map((one) => ({
          label: t(`flowAdmin.calendars.${one}`),
          value: one,
        }))}
        value={chosen}
        onChange={({ target }) => choose(String(target.value))}
      />
      {special === null ? null : (
        <Labelled label={t("flowAdmin.calendars.name")}>
          {(id) => (
            <Input
              id={id}
              maxLength={60}
              value={label?.[language] ?? ""}
              onChange={({ target }) => {
                const other = { en: label?.en || target.value, "zh-CN": label?.["zh-CN"] || target.value };
                const next = { ...other, [language]: target.value };
                const { label: _, ...rest } = special;
                onChange(withDay(calendar, date, target.value === "" ? rest : { ...rest, label: next }));
              }}
            />
          )}
        </Labelled>
      )}
    </div>
  );
}
