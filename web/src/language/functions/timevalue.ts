import type { Twins } from "../../generated/twins";
import { NoResult } from "../evaluation";
import { HOUR, MINUTE, SECOND, TimeValue } from "../temporal";
import { lengthOf } from "../texts";

/** Returns the time of day that people wrote, without a zone. */
export const twin: Twins["TIMEVALUE"] = (text) => {
  const match = TIME.exec(text.slice(0, MAX_TEXT).normalize("NFKC").trim());
  if (match === null || lengthOf(text) > MAX_TEXT) throw wrong();
  const [, before, hours, minutes, seconds, minutesZh, secondsZh, after] = match;
  const half = (before ?? after ?? "").toUpperCase();
  const [hour = 0, minute = 0, second = 0] = [hours, minutes ?? minutesZh ?? 0, seconds ?? secondsZh ?? 0].map(Number);
  let shown = hour;
  if (AFTERNOON.has(half) && hour < 12) shown += 12;
  else if (MORNING.has(half) && hour === 12) shown = 0;
  if (shown > 23 || minute > 59 || second > 59) throw wrong();
  return new TimeValue(shown * HOUR + minute * MINUTE + second * SECOND, null);
};

/** The longest text that is read as a time. */
const MAX_TEXT = 100;
const TIME =
  /^(上午|下午|中午|晚上|凌晨)?\s*(\d{1,2})(?:\s*:\s*(\d{1,2})(?:\s*:\s*(\d{1,2}))?|[时点](?:(\d{1,2})分?(?:(\d{1,2})秒)?)?)\s*(AM|PM)?$/i;
const AFTERNOON: ReadonlySet<string> = new Set(["下午", "晚上", "PM"]);
const MORNING: ReadonlySet<string> = new Set(["上午", "凌晨", "AM"]);

function wrong(): NoResult {
  return new NoResult("the text is no time of day", "该文本不是时间");
}
