import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import dayjs from "dayjs";
import { type CSSProperties, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTexts } from "../../../core/language";
import { useMedia } from "../../../core/moments";
import type { Json } from "../../../fields/field-type";
import { useSources } from "../../../fields/sources";
import { numberOf } from "../../../fields/values";
import type { Query, RecordView } from "../../../generated/api";
import type { GanttView as GanttSpec } from "../../../generated/forms";
import { Failure } from "../../../ui/failure";
import { Nothing } from "../../../ui/nothing";
import { Waiting } from "../../../ui/waiting";
import { usePlace } from "../../session";
import { columnValue } from "../../system";
import { useChanges } from "../changes";
import { FieldCell } from "../field-cell";
import { MissingDialog } from "../missing-dialog";
import { fieldOf, mayChange, titleField, titleOf, useRecordPages } from "../records";
import { endValues, type Stretch, stretchOf, valuesOf, type When, whenOf } from "../stretch";
import type { ViewProps } from "../view-kind";
import { type Bar, GanttBar, type Grip } from "./bar";
import { Links } from "./links";
import { axisOf, placeOf, type Scale, STEP_DAYS } from "./scale";
import "./gantt.css";

const PAGE = 200;
const LINE = 38;
const AROUND = 8;
const SCALES: readonly Scale[] = ["day", "week", "month", "quarter"];

/** The width of the shortest bar with its edges, in pixels. */
const LEAST = 18;

/** A row of a plan: a record, or the head of a group of them. */
type Row = { readonly key: string } & ({ readonly bar: Bar } | { readonly group: RecordView | null });

/** A plan: records as bars on a line of time. */
export function GanttView({ menu, form, view, query }: ViewProps<GanttSpec>) {
  const { language, t } = useTexts();
  const { go } = usePlace();
  const { titles } = useSources();
  const narrow = useMedia("(max-width: 640px)");
  const changes = useChanges(menu, form);
  const [scale, choose] = useState<Scale>(view.scale ?? "week");
  const name = form.page.form.name;
  const grouped = fieldOf(form, view.group);
  const order = useMemo<Query>(() => {
    const own = (query.sort ?? []).length > 0 ? (query.sort ?? []) : [{ by: view.start, descending: false }];
    const sort = grouped === undefined ? own : [{ by: grouped.name, descending: false }, ...own].slice(0, 4);
    return { ...query, sort };
  }, [query, view.start, grouped]);
  const found = useRecordPages(menu.name, name, order, PAGE);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const when = whenOf(form, view.start, view.end);
  const records = useMemo(() => {
    for (const page of found.data?.pages ?? []) titles.learn(page.titles ?? {});
    return found.data?.pages.flatMap((page) => page.records) ?? [];
  }, [found.data, titles]);
  const bars = records.map((record): Bar => {
    const now = changes.of(record);
    const movable = when !== null && mayChange(menu, form, record, when.start.name);
    return {
      after: idOf(view.after ? columnValue(now, view.after) : null),
      done: doneOf(form.logic.top.shapes.get(view.progress ?? "")?.kind, columnValue(now, view.progress ?? "")),
      movable,
      record: now,
      sizable: when !== null && mayChange(menu, form, record, (when.end ?? when.start).name) && hasEnd(when),
      stretch: when === null ? null : stretchOf(now, when),
      title: titleOf(form, now, null, language, titles) || t("records.untitled"),
    };
  });
  const stretches = bars.flatMap((one) => (one.stretch === null ? [] : [one.stretch]));
  const spread = stretches.map((one) => `${one.from.valueOf()}-${one.to.valueOf()}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stretches are new each time, what they are is not
  const axis = useMemo(() => axisOf(stretches, scale, language), [spread, scale, language]);
  if (found.error !== null) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Waiting />;
  if (records.length === 0) return <Nothing hint={t("records.noneHint")} title={t("records.none")} />;
  const pull = (bar: Bar, grip: Grip, days: number) => {
    if (bar.stretch === null || when === null) return;
    const next = pulled(bar.stretch, grip, days);
    const values = grip === "end" ? endValues(bar.record, when, next) : valuesOf(bar.record, when, next);
    if (values !== null) void changes.change(bar.record, values, bar.title);
  };
  const rows = rowsOf(bars, grouped?.name ?? null);
  return (
    <>
      <div className="view-bar">
        <p className="quiet keys-hint">{t("views.keysGantt")}</p>
        <Segmented<Scale>
          aria-label={t("views.scale")}
          options={SCALES.map((one) => ({ label: t(`views.scales.${one}`), value: one }))}
          value={scale}
          onChange={choose}
        />
      </div>
      <Chart
        axis={axis}
        head={(row) =>
          "bar" in row ? (
            <button
              type="button"
              className="link"
              onClick={() => go(`app/${menu.name}/form/${name}/${row.bar.record.id}`)}
            >
              {row.bar.title}
            </button>
          ) : row.group === null || grouped === undefined || columnValue(row.group, grouped.name) === null ? (
            <strong>{t("views.noValue")}</strong>
          ) : (
            <strong>
              <FieldCell field={grouped} record={row.group} />
            </strong>
          )
        }
        label={titleLabel(form, language)}
        narrow={narrow}
        rows={rows}
        scale={scale}
        onEnd={() => {
          if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
        }}
        onOpen={(bar) => go(`app/${menu.name}/form/${name}/${bar.record.id}`)}
        onPull={pull}
      />
      {hasNextPage ? (
        <Button className="more" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("records.more")}
        </Button>
      ) : null}
      <MissingDialog changes={changes} form={form} />
    </>
  );
}

function titleLabel(form: ViewProps["form"], language: "en" | "zh-CN"): string {
  return titleField(form)?.label[language] ?? "";
}

function hasEnd({ start, end }: When): boolean {
  return start.kind === "date_range" || end !== null;
}

function idOf(value: Json): string | null {
  return typeof value === "string" ? value : null;
}

function doneOf(kind: string | undefined, value: Json): number | null {
  const number = kind === undefined ? null : numberOf(value);
  if (number === null) return null;
  // A percentage is kept as a share; a number and a slider count to a hundred.
  const share = Number(number) / (kind === "percent" ? 1 : 100);
  return Math.min(1, Math.max(0, share));
}

function pulled({ from, to, timed }: Stretch, grip: Grip, days: number): Stretch {
  const start = grip === "end" ? from : from.add(days, "day");
  const end = grip === "start" ? to : to.add(days, "day");
  if (!end.isBefore(start)) return { from: start, timed, to: end };
  // A bar cannot be turned around: it becomes as short as it can be.
  return grip === "start" ? { from: to, timed, to } : { from, timed, to: from };
}

function rowsOf(bars: readonly Bar[], by: string | null): readonly Row[] {
  if (by === null) return bars.map((bar) => ({ bar, key: bar.record.id }));
  const rows: Row[] = [];
  let before: string | null = null;
  for (const bar of bars) {
    const value = JSON.stringify(columnValue(bar.record, by));
    if (value !== before) rows.push({ group: bar.record, key: `group ${value}` });
    before = value;
    rows.push({ bar, key: bar.record.id });
  }
  return rows;
}

interface ChartProps {
  readonly axis: ReturnType<typeof axisOf>;
  readonly rows: readonly Row[];
  readonly scale: Scale;
  readonly narrow: boolean;
  /** What stands above the names. */
  readonly label: string;
  readonly head: (row: Row) => React.ReactNode;
  readonly onOpen: (bar: Bar) => void;
  readonly onPull: (bar: Bar, grip: Grip, days: number) => void;
  readonly onEnd: () => void;
}

/** The names and the bars; only rows in sight are drawn. */
function Chart({ axis, rows, scale, narrow, label, head, onOpen, onPull, onEnd }: ChartProps) {
  const { t } = useTexts();
  const scrolled = useRef<HTMLElement>(null);
  const [seen, see] = useState<readonly [number, number]>([0, 40]);
  const [sight, setSight] = useState<readonly [number, number]>([0, 1]);
  const names = narrow ? 128 : 260;
  const today = dayjs().diff(axis.first, "day", true) * axis.pixels;
  const look = () => {
    const box = scrolled.current;
    if (box === null) return;
    const first = Math.max(0, Math.floor(box.scrollTop / LINE) - AROUND);
    const last = Math.ceil((box.scrollTop + box.clientHeight) / LINE) + AROUND;
    if (first !== seen[0] || last !== seen[1]) see([first, last]);
    // In steps, so that not every pixel draws all rows anew.
    const left = Math.round(box.scrollLeft / 40) * 40;
    const right = left + box.clientWidth - names;
    if (left !== sight[0] || right !== sight[1]) setSight([left, right]);
    if (last >= rows.length) onEnd();
  };
  const bring = (left: number) => scrolled.current?.scrollTo({ left: Math.max(0, left - 60) });
  // biome-ignore lint/correctness/useExhaustiveDependencies: today is looked for again when the scale or the first day changes
  useLayoutEffect(() => {
    const box = scrolled.current;
    if (box !== null) box.scrollLeft = Math.max(0, today - (box.clientWidth - names) / 2);
  }, [scale, axis.first.valueOf(), names]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the height of the window
  useEffect(look, []);
  const drawn = rows.slice(seen[0], seen[1]).map((row, at) => ({ at: seen[0] + at, row }));
  const width = axis.days * axis.pixels;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keys
    <section ref={scrolled} className="gantt" aria-label={label} tabIndex={0} onScroll={look}>
      <div className="gantt-sheet" style={{ "--names": `${names}px`, width: width + names } as CSSProperties}>
        <div className="gantt-head" aria-hidden>
          <div className="gantt-corner" style={{ width: names }}>
            {label}
          </div>
          <div className="gantt-ticks" style={{ width }}>
            {[axis.major, axis.minor].map((line, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: there are always these two
              <div key={at}>
                {line.map((one) => (
                  <span key={one.key} style={{ left: one.left, width: one.width }}>
                    <span>{one.text}</span>
                  </span>
                ))}
              </div>
            ))}
          </div>
        </div>
        <div className="gantt-rows" style={{ height: rows.length * LINE }}>
          <div className="gantt-lines" style={{ left: names, width }}>
            {axis.minor.map((one) => (
              <i key={one.key} style={{ left: one.left }} />
            ))}
            <b style={{ left: today }} title={t("views.today")} />
            <Links
              axis={axis}
              height={rows.length * LINE}
              line={LINE}
              rows={drawn.flatMap(({ at, row }) => ("bar" in row ? [{ bar: row.bar, row: at }] : []))}
            />
          </div>
          {drawn.map(({ at, row }) => (
            <div key={row.key} className={"bar" in row ? "gantt-row" : "gantt-row group"} style={{ top: at * LINE }}>
              <div className="gantt-name" style={{ width: names }}>
                {head(row)}
              </div>
              <div className="gantt-line" style={{ width }}>
                {"bar" in row ? (
                  <Drawn
                    axis={axis}
                    bar={row.bar}
                    scale={scale}
                    sight={sight}
                    onBring={bring}
                    onOpen={onOpen}
                    onPull={onPull}
                  />
                ) : null}
              </div>
            </div>
          ))}
        </div>
      </div>
    </section>
  );
}

function Drawn({
  bar,
  axis,
  scale,
  sight,
  onBring,
  onOpen,
  onPull,
}: Pick<ChartProps, "axis" | "scale" | "onOpen" | "onPull"> & {
  bar: Bar;
  /** From where to where the line of time is in sight, in pixels. */
  sight: readonly [number, number];
  onBring: (left: number) => void;
}) {
  const { t } = useTexts();
  const { stretch, title } = bar;
  if (stretch === null) return <span className="gantt-undated quiet">{t("views.undated")}</span>;
  const form = stretch.timed ? "YYYY-MM-DD HH:mm" : "YYYY-MM-DD";
  const words = { from: stretch.from.format(form), title, to: stretch.to.format(form) };
  const label = t(words.from === words.to ? "views.barOf" : "views.bar", words);
  const [left, width] = placeOf(stretch, axis);
  const before = left + width < sight[0];
  const behind = left > sight[1];
  return (
    <>
      {before || behind ? (
        <button
          type="button"
          aria-label={t("views.bring", { day: stretch.from.format("YYYY-MM-DD"), title })}
          className="gantt-bring"
          style={{ left: before ? "var(--names)" : `calc(var(--names) + ${sight[1] - sight[0] - 118}px)` }}
          onClick={() => onBring(left)}
        >
          {before ? <LeftOutlined aria-hidden /> : null}
          {stretch.from.format("YYYY-MM-DD")}
          {behind ? <RightOutlined aria-hidden /> : null}
        </button>
      ) : null}
      <GanttBar
        axis={axis}
        bar={bar}
        label={label}
        step={STEP_DAYS[scale]}
        stretch={stretch}
        onOpen={() => onOpen(bar)}
        onPull={(grip, days) => onPull(bar, grip, days)}
      />
      {width < 90 && !before && !behind ? (
        <span aria-hidden className="gantt-beside" style={{ left: left + Math.max(width, LEAST) + 6 }}>
          {title}
        </span>
      ) : null}
    </>
  );
}
