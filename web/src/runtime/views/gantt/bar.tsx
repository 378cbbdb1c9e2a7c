import { type CSSProperties, type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import type { RecordView } from "../../../generated/api";
import type { Stretch } from "../stretch";
import { type Axis, placeOf } from "./scale";

/** What of a bar is moved. */
export type Grip = "whole" | "start" | "end";

/** A record on a line of time. */
export interface Bar {
  readonly record: RecordView;
  readonly title: string;
  readonly stretch: Stretch | null;
  readonly movable: boolean;
  /** Whether its end can be moved alone. */
  readonly sizable: boolean;
  /** The share that is done, from 0 to 1; null when nothing says so. */
  readonly done: number | null;
  /** The record that has to be finished before. */
  readonly after: string | null;
}

interface Pull {
  readonly grip: Grip;
  readonly from: number;
  readonly days: number;
}

const GRIPS: readonly Grip[] = ["start", "end"];

/** A bar: pulled in the middle it moves, at its ends it grows; by Alt and the arrow keys too. */
export function GanttBar({
  bar,
  stretch,
  axis,
  label,
  step,
  onOpen,
  onPull,
}: {
  bar: Bar;
  stretch: Stretch;
  axis: Axis;
  label: string;
  /** The days that a key moves it by. */
  step: number;
  onOpen: () => void;
  onPull: (grip: Grip, days: number) => void;
}) {
  const [pull, setPull] = useState<Pull | null>(null);
  const pulled = useRef(false);
  const [left, width] = placeOf(stretch, axis);
  const shift = (pull?.days ?? 0) * axis.pixels;
  const grip = pull?.grip;
  const style = {
    "--done": `${Math.round((bar.done ?? 0) * 100)}%`,
    left: left + (grip === "whole" || grip === "start" ? shift : 0),
    width: Math.max(axis.pixels, width + (grip === "end" ? shift : grip === "start" ? -shift : 0)),
  } as CSSProperties;
  const begin = (event: PointerEvent<HTMLElement>, what: Grip) => {
    if (!(what === "end" ? bar.sizable : bar.movable) || event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    pulled.current = false;
    setPull({ days: 0, from: event.clientX, grip: what });
  };
  const go = (event: PointerEvent<HTMLElement>) => {
    if (pull === null) return;
    const days = Math.round((event.clientX - pull.from) / axis.pixels);
    if (Math.abs(event.clientX - pull.from) > 3) pulled.current = true;
    if (days !== pull.days) setPull({ ...pull, days });
  };
  const end = (event: PointerEvent<HTMLElement>) => {
    if (pull === null) return;
    event.stopPropagation();
    setPull(null);
    if (pull.days !== 0) onPull(pull.grip, pull.days);
  };
  const keys = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) return;
    event.preventDefault();
    const grown = event.shiftKey && bar.sizable;
    if (grown || bar.movable) onPull(grown ? "end" : "whole", event.key === "ArrowLeft" ? -step : step);
  };
  const handlers = { onPointerCancel: () => setPull(null), onPointerMove: go, onPointerUp: end };
  return (
    <div className="gantt-place" data-pulled={pull === null ? undefined : ""} style={style}>
      <button
        type="button"
        aria-label={label}
        className="gantt-bar"
        data-done={bar.done === null ? undefined : ""}
        data-fixed={bar.movable ? undefined : ""}
        data-record={bar.record.id}
        title={label}
        onClick={() => {
          if (!pulled.current) onOpen();
          pulled.current = false;
        }}
        onKeyDown={keys}
        onPointerDown={(event) => begin(event, "whole")}
        {...handlers}
      >
        <span className="gantt-word">{bar.title}</span>
      </button>
      {bar.sizable
        ? GRIPS.filter((one) => bar.movable || one === "end").map((one) => (
            <span
              key={one}
              aria-hidden
              className={`gantt-grip ${one}`}
              onPointerDown={(event) => begin(event, one)}
              {...handlers}
            />
          ))
        : null}
    </div>
  );
}
