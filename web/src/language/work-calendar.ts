import { MAX_YEAR } from "./calendar";
import { NoResult } from "./evaluation";
import { existing } from "./periods";
import { type DateValue, dateOfOrdinal } from "./temporal";

type Days = readonly (DateValue | null)[];

const FARTHEST = MAX_YEAR * 366;

/** Working days: Monday to Friday, without holidays, with the weekend days that are worked in exchange. */
export class WorkCalendar {
  private readonly added: readonly number[];
  private readonly removed: readonly number[];

  /** Takes the holidays and the weekend days that are worked, nulls left out; a day in both is worked. */
  constructor(holidays: Days, workdays: Days) {
    const worked = ordinals(workdays);
    this.added = [...worked].filter(isWeekend).sort((one, other) => one - other);
    this.removed = [...ordinals(holidays)]
      .filter((day) => !worked.has(day) && !isWeekend(day))
      .sort((one, other) => one - other);
  }

  /** Returns the number of working days from `from` to `to`, both included; negative when `to` is earlier. */
  between(from: DateValue, to: DateValue): number {
    const [first, last] = [from.ordinal(), to.ordinal()];
    if (last < first) return this.until(last - 1) - this.until(first);
    return this.until(last) - this.until(first - 1);
  }

  /** Returns the working day that is so many of them after a day, before it when negative; the day itself for 0. */
  after(from: DateValue, days: number): DateValue {
    if (days === 0) return from;
    if (Math.abs(days) > FARTHEST) throw new NoResult("the date is beyond the calendar", "日期超出历法范围");
    const day = from.ordinal();
    const reach = 2 * (Math.abs(days) + this.removed.length) + 14;
    if (days > 0) {
      const wanted = this.until(day) + days;
      return existing(dateOfOrdinal(firstWhere(day, day + reach, (one) => this.until(one) >= wanted)));
    }
    // The last working day before: one more day and it would be counted.
    const wanted = this.until(day - 1) + days;
    return existing(dateOfOrdinal(firstWhere(day - reach, day, (one) => this.until(one) > wanted)));
  }

  /** Returns the number of working days from the first day of year 1 to a day, negative before that. */
  private until(day: number): number {
    const weeks = Math.floor(day / 7);
    return weeks * 5 + Math.min(day - weeks * 7, 5) + upTo(this.added, day) - upTo(this.removed, day);
  }
}

function ordinals(days: Days): ReadonlySet<number> {
  return new Set(days.filter((day) => day !== null).map((day) => day.ordinal()));
}

function isWeekend(day: number): boolean {
  return (((day - 1) % 7) + 7) % 7 >= 5;
}

/** Returns how many of sorted days are not after a day. */
function upTo(days: readonly number[], day: number): number {
  return firstWhere(0, days.length, (at) => (days[at] ?? 0) > day);
}

/** Returns the first number from `low` to below `high` for which a condition holds from then on, else `high`. */
function firstWhere(low: number, high: number, holds: (value: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
