import { useTexts } from "../../../core/language";

/** A number with a bar beside it, as long as its part of the most. */
export function Bar({ value, most, text }: { value: number; most: number; text: string }) {
  return (
    <span className="load-bar">
      <span className="load-fill" style={{ width: `${Math.round((value / most) * 72)}px` }} />
      {text}
    </span>
  );
}

/** Returns how some seconds are told. */
export function useSpan(): (seconds: number | null) => string {
  const { t } = useTexts();
  return (seconds) => {
    if (seconds === null) return "–";
    if (seconds < 60) return t("flows.age.now");
    if (seconds < 3600) return t("flows.age.minutes", { count: Math.round(seconds / 60) });
    if (seconds < 172_800) return t("flows.age.hours", { count: Math.round(seconds / 360) / 10 });
    return t("flows.age.days", { count: Math.round(seconds / 8640) / 10 });
  };
}
