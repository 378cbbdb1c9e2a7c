import { DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { useTexts } from "../../core/language";
import { STRETCHES } from "../../generated/charts";

/** A stretch of time: a word, the first day with the day after the last, or null for all time. */
export type Stretch = string | readonly [string, string] | null;

/** Returns what writes a stretch of time as people read it, with its last day. */
export function useStretchText(): (value: Stretch) => string {
  const { t } = useTexts();
  return (value) => {
    if (value === null) return t("reports.allTime");
    if (typeof value !== "string") return `${value[0]} – ${dayjs(value[1]).subtract(1, "day").format("YYYY-MM-DD")}`;
    const word = STRETCHES.find((one) => one === value);
    return word === undefined ? value : t(`reports.stretches.${word}`);
  };
}

/** Chooses a stretch of time by a word, or by its first and last day. */
export function PeriodSelect({
  label,
  value,
  className,
  onChange,
}: {
  label: string;
  value: Stretch;
  className?: string;
  onChange: (value: Stretch) => void;
}) {
  const { t } = useTexts();
  const own = value !== null && typeof value !== "string";
  const words = STRETCHES.map((one) => ({ label: t(`reports.stretches.${one}`), value: one as string }));
  return (
    <>
      <Select<string>
        aria-label={label}
        {...(className === undefined ? {} : { className })}
        options={[
          ...words,
          { label: t("reports.allTime"), value: "" },
          { label: t("reports.ownPeriod"), value: "own" },
        ]}
        popupMatchSelectWidth={false}
        prefix={<span className="quiet">{label}</span>}
        value={own ? "own" : (value ?? "")}
        onChange={(next) => {
          const today = dayjs().add(1, "day").format("YYYY-MM-DD");
          const month = dayjs().startOf("month").format("YYYY-MM-DD");
          onChange(next === "own" ? [month, today] : next === "" ? null : next);
        }}
      />
      {own ? (
        <DatePicker.RangePicker
          allowClear={false}
          aria-label={label}
          value={[dayjs(value[0]), dayjs(value[1]).subtract(1, "day")]}
          onChange={(range) => {
            const [first, last] = range ?? [];
            // People name the last day; a stretch ends with the day after it.
            if (first && last) onChange([first.format("YYYY-MM-DD"), last.add(1, "day").format("YYYY-MM-DD")]);
          }}
        />
      ) : null}
    </>
  );
}
