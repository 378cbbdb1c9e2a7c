import type { CSSProperties } from "react";
import { useDrag } from "../drag";
import type { CalendarParts } from "./calendar-view";
import type { Entry } from "./weeks";

const DAY = 1_440;
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 7 * DAY,
  ArrowLeft: -DAY,
  ArrowRight: DAY,
  ArrowUp: -7 * DAY,
};

/** An entry of a calendar: it is opened, dragged, or moved by Alt and the arrow keys. */
export function EntryButton({
  entry,
  place,
  style,
  cut = "",
  parts,
}: {
  entry: Entry;
  /** What tells it from its other parts. */
  place: string;
  style?: CSSProperties;
  /** At which ends it goes on. */
  cut?: string;
  parts: CalendarParts;
}) {
  const { dragging, ref } = useDrag(`${entry.record.id}@${place}`, entry, !entry.movable);
  const { from, timed } = entry.stretch;
  return (
    <button
      ref={ref}
      type="button"
      className="calendar-entry"
      data-cut={cut || undefined}
      data-dragging={dragging || undefined}
      data-record={entry.record.id}
      style={{ ...style, ...(entry.colour === null ? {} : { "--entry": entry.colour }) } as CSSProperties}
      title={entry.title}
      onClick={() => parts.onOpen(entry)}
      onKeyDown={(event) => {
        const minutes = STEPS[event.key];
        if (!event.altKey || minutes === undefined) return;
        event.preventDefault();
        parts.onShift(entry, minutes);
      }}
    >
      {timed && !cut.includes("before") ? <span className="calendar-time">{from.format("HH:mm")}</span> : null}
      <span className="calendar-title">{entry.title}</span>
    </button>
  );
}
