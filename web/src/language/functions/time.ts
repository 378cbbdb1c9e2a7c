import type { Twins } from "../../generated/twins";
import type { Decimal } from "../decimal";
import { NoResult } from "../evaluation";
import { integerOf } from "../rounding";
import { type DaysTime, HOUR, MINUTE, SECOND, TimeValue } from "../temporal";
import { readTime } from "../temporal-texts";
import { shortened } from "../texts";
import { type Zone, zoneOfOffset } from "../zones";

/** Returns the time of a text, of a date and time, or of its parts. */
export const twin: Twins["time"] = [
  (from) => {
    const found = readTime(from);
    if (found === null) throw new NoResult(`"${shortened(from)}" is no time`, `"${shortened(from)}" 不是时间`);
    return found;
  },
  (from) => from,
  (from) => new TimeValue(from.ns, from.zone),
  (hour, minute, second, offset) => {
    const zone = offset === undefined || offset === null ? null : zoneOf(offset);
    if (!fits(hour, 24) || !fits(minute, 60) || !fits(second, 60)) {
      throw new NoResult("a clock does not show this time", "不存在这样的时间");
    }
    const seconds = integerOf(second.times(SECOND));
    return new TimeValue(integerOf(hour) * HOUR + integerOf(minute) * MINUTE + seconds, zone);
  },
];

function fits(part: Decimal, limit: number): boolean {
  return part.gte(0) && part.lt(limit);
}

function zoneOf(offset: DaysTime): Zone {
  const seconds = offset.ns / BigInt(SECOND);
  const zone = offset.ns % BigInt(SECOND) === 0n ? zoneOfOffset(Number(seconds)) : null;
  if (zone === null) throw new NoResult("the offset is beyond 18 hours", "时差超过 18 小时");
  return zone;
}
