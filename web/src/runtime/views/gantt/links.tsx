import type { Bar } from "./bar";
import { type Axis, placeOf } from "./scale";

interface Placed {
  readonly bar: Bar;
  readonly row: number;
}

/** Lines from what has to be finished to what waits for it, as far as both are on the page. */
export function Links({
  rows,
  axis,
  height,
  line,
}: {
  rows: readonly Placed[];
  axis: Axis;
  /** The height of all rows. */
  height: number;
  /** The height of one row. */
  line: number;
}) {
  const places = new Map(rows.map((one) => [one.bar.record.id, one]));
  const paths = rows.flatMap(({ bar, row }) => {
    const before = bar.after === null ? undefined : places.get(bar.after);
    if (before === undefined || bar.stretch === null || before.bar.stretch === null) return [];
    const [left, width] = placeOf(before.bar.stretch, axis);
    const [to] = placeOf(bar.stretch, axis);
    const x = left + width;
    const y = before.row * line + line / 2;
    const end = row * line + line / 2;
    const turn = Math.max(x + 8, Math.min(to - 8, x + 8));
    const path =
      to >= x + 16
        ? `M${x} ${y} H${turn} V${end} H${to - 2}`
        : `M${x} ${y} h8 V${y + (end > y ? line / 2 : -line / 2)} H${to - 10} V${end} H${to - 2}`;
    return [{ late: to < x, id: bar.record.id, path }];
  });
  if (paths.length === 0) return null;
  return (
    <svg aria-hidden className="gantt-links" height={height} width={axis.days * axis.pixels}>
      <defs>
        <marker id="gantt-arrow" markerHeight="6" markerWidth="6" orient="auto" refX="5" refY="3">
          <path d="M0 0 L6 3 L0 6 z" fill="context-stroke" />
        </marker>
      </defs>
      {paths.map(({ id, late, path }) => (
        <path key={id} className={late ? "late" : ""} d={path} markerEnd="url(#gantt-arrow)" />
      ))}
    </svg>
  );
}
