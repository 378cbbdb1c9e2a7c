import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useTexts } from "../../../core/language";
import type { Calendar } from "../../../generated/api";
import { WEEKDAYS, type Weekday } from "./days";

/** The hours of each weekday; a day without hours is free. */
export function WeekHours({ calendar, onChange }: { calendar: Calendar; onChange: (calendar: Calendar) => void }) {
  const { t } = useTexts();
  const set = (day: Weekday, shifts: Calendar["week"][string]) => {
    const { [day]: _, ...rest } = calendar.week;
    onChange({ ...calendar, week: shifts === undefined || shifts.length === 0 ? rest : { ...rest, [day]: shifts } });
  };
  return (
    <ul className="week-hours">
      {WEEKDAYS.map((day) => {
        const shifts = calendar.week[day] ?? [];
        const name = t(`flowAdmin.calendars.weekdays.${day}`);
        return (
          <li key={day}>
            <span className="week-day">{name}</span>
            <div className="week-shifts">
              {shifts.length === 0 ? <span className="quiet">{t("flowAdmin.calendars.noHours")}</span> : null}
              {shifts.map((one, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the hours of a day are known by their place
                <span key={place} className="week-shift">
                  {(["begins", "ends"] as const).map((part) => (
                    <Input
                      key={part}
                      aria-label={`${name} ${t(`flowAdmin.calendars.${part}`)}`}
                      size="small"
                      type="time"
                      value={one[part]}
                      onChange={({ target }) =>
                        set(
                          day,
                          shifts.map((each, at) => (at === place ? { ...each, [part]: target.value } : each)),
                        )
                      }
                    />
                  ))}
                  <Button
                    aria-label={`${t("flowAdmin.calendars.removeShift")}: ${name} ${one.begins}`}
                    icon={<DeleteOutlined />}
                    size="small"
                    type="text"
                    onClick={() =>
                      set(
                        day,
                        shifts.filter((_, at) => at !== place),
                      )
                    }
                  />
                </span>
              ))}
            </div>
            <Button
              aria-label={`${t("flowAdmin.calendars.addShift")}: ${name}`}
              icon={<PlusOutlined />}
              size="small"
              type="text"
              onClick={() => set(day, [...shifts, nextShift(shifts.at(-1)?.ends)])}
            />
          </li>
        );
      })}
    </ul>
  );
}

/** Returns hours that can follow others of the same day. */
function nextShift(after: string | undefined): { begins: string; ends: string } {
  if (after === undefined) return { begins: "09:00", ends: "12:00" };
  return after < "13:00" ? { begins: "13:00", ends: "18:00" } : { begins: after, ends: "24:00" };
}
