import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useEffect, useMemo, useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import { useMedia } from "../../../core/moments";
import { shownColour } from "../../../fields/colours";
import type { Json } from "../../../fields/field-type";
import { useSources } from "../../../fields/sources";
import type { Page, RecordView } from "../../../generated/api";
import type { AnyField, CalendarView as CalendarSpec } from "../../../generated/forms";
import { Failure } from "../../../ui/failure";
import { may } from "../../menu";
import { usePlace } from "../../session";
import { columnValue } from "../../system";
import { useChanges } from "../changes";
import { DragArea } from "../drag";
import { MissingDialog } from "../missing-dialog";
import { fieldOf, mayChange, shownFields, titleField, titleOf } from "../records";
import { newAt, type Stretch, stretchOf, valuesOf, whenOf } from "../stretch";
import type { ViewProps } from "../view-kind";
import { Agenda } from "./agenda";
import { Month } from "./month";
import { TimeGrid } from "./time-grid";
import { type Entry, edgesOf, type Span, turned } from "./weeks";
import "./calendar.css";

const LIMIT = 500;
const PAGES = 4;
const SPANS: readonly Span[] = ["month", "week", "day", "agenda"];

/** Where an entry was dropped: on a day, and at an hour of it if there are hours. */
export interface Spot {
  readonly day: string;
  readonly hour: number | null;
}

/** What the parts of a calendar are given. */
export interface CalendarParts {
  readonly entries: readonly Entry[];
  readonly around: Dayjs;
  readonly fields: readonly AnyField[];
  readonly onOpen: (entry: Entry) => void;
  /** Moves an entry by minutes. */
  readonly onShift: (entry: Entry, minutes: number) => void;
  /** Begins a new record; null for who may not. */
  readonly onNew: ((at: Dayjs) => void) | null;
  readonly onDay: (day: Dayjs) => void;
}

/** A calendar: records on their days. */
export function CalendarView({ menu, form, view, query }: ViewProps<CalendarSpec>) {
  const { language, t } = useTexts();
  const { go } = usePlace();
  const sources = useSources();
  const narrow = useMedia("(max-width: 640px)");
  const changes = useChanges(menu, form);
  const [chosen, choose] = useState<Span | null>(null);
  const span = chosen ?? (narrow ? "agenda" : (view.span ?? "month"));
  const [around, turn] = useState(() => dayjs().startOf("day"));
  const name = form.page.form.name;
  const [first, last] = edgesOf(span, around);
  const asked = {
    end: view.end ?? null,
    first: first.format("YYYY-MM-DD"),
    last: last.format("YYYY-MM-DD"),
    start: view.start,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
  const order = { ...query, limit: LIMIT, sort: [{ by: view.start, descending: false }] };
  const found = useInfiniteQuery({
    getNextPageParam: (page: Page, all) => (all.length < PAGES ? page.next : null),
    initialPageParam: null as string | null,
    // The days before stay while those that follow are on their way.
    placeholderData: (before) => before,
    queryFn: ({ pageParam, signal }) =>
      ask(
        "POST /api/apps/{app}/forms/{form}/records/span",
        { ...asked, query: { ...order, after: pageParam } },
        signal,
        { app: menu.name, form: name },
      ),
    queryKey: ["records", menu.name, name, "span", asked, order],
    staleTime: 0,
  });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const when = whenOf(form, view.start, view.end);
  const title = titleField(form, view.title);
  const records = useMemo(() => {
    for (const page of found.data?.pages ?? []) sources.titles.learn(page.titles ?? {});
    return found.data?.pages.flatMap((page) => page.records) ?? [];
  }, [found.data, sources]);
  const colourField = fieldOf(form, view.colour);
  const entries = records.flatMap((record): Entry[] => {
    const now = changes.of(record);
    const stretch = when === null ? null : stretchOf(now, when);
    if (stretch === null || when === null) return [];
    const text = titleOf(form, now, view.title, language, sources.titles) || t("records.untitled");
    const movable = mayChange(menu, form, record, when.start.name);
    return [{ colour: colourOf(colourField, now), movable, record: now, stretch, title: text }];
  });
  if (found.error !== null) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  const shift = (entry: Entry, minutes: number) => {
    if (when === null || !entry.movable || minutes === 0) return;
    const { from, to, timed } = entry.stretch;
    const next: Stretch = { from: from.add(minutes, "minute"), timed, to: to.add(minutes, "minute") };
    void changes.change(entry.record, valuesOf(entry.record, when, next), entry.title);
  };
  const drop = (entry: Entry, { day, hour }: Spot) => {
    const { from } = entry.stretch;
    const target = hour === null ? dayjs(day).hour(from.hour()) : dayjs(day).hour(hour);
    shift(
      entry,
      target.minute(from.minute()).second(from.second()).millisecond(from.millisecond()).diff(from, "minute"),
    );
  };
  const parts: CalendarParts = {
    around,
    entries,
    fields: shownFields(form, view, title),
    onDay: (day) => {
      turn(day);
      choose(narrow ? "agenda" : "day");
    },
    onNew: when !== null && may(menu, name, "create") ? (at) => go(newAt(menu.name, name, when, at)) : null,
    onOpen: (entry) => go(`app/${menu.name}/form/${name}/${entry.record.id}`),
    onShift: shift,
  };
  return (
    <div className="calendar" aria-busy={found.isFetching}>
      <CalendarBar around={around} edges={[first, last]} span={span} onSpan={choose} onTurn={turn} />
      <DragArea<Entry, Spot> onDrop={drop}>
        {span === "month" ? <Month {...parts} /> : null}
        {span === "week" || span === "day" ? <TimeGrid {...parts} first={first} last={last} /> : null}
        {span === "agenda" ? <Agenda {...parts} first={first} last={last} loading={found.isPending} /> : null}
      </DragArea>
      {found.data !== undefined && found.data.pages.length === PAGES && found.data.pages.at(-1)?.next ? (
        <p className="quiet">{t("views.tooMany", { count: LIMIT * PAGES })}</p>
      ) : null}
      <MissingDialog changes={changes} form={form} />
    </div>
  );
}

function CalendarBar({
  around,
  edges: [first, last],
  span,
  onSpan,
  onTurn,
}: {
  around: Dayjs;
  edges: readonly [Dayjs, Dayjs];
  span: Span;
  onSpan: (span: Span) => void;
  onTurn: (around: Dayjs) => void;
}) {
  const { language, t } = useTexts();
  const write = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options);
  const day = { day: "numeric", month: "long", year: "numeric" } as const;
  const heading =
    span === "month"
      ? write({ month: "long", year: "numeric" }).format(around.toDate())
      : span === "day"
        ? write({ ...day, weekday: "long" }).format(around.toDate())
        : `${write(day).format(first.toDate())} – ${write(day).format(last.toDate())}`;
  return (
    <div className="view-bar">
      <Button onClick={() => onTurn(dayjs().startOf("day"))}>{t("views.today")}</Button>
      <Button
        aria-label={t("views.earlier")}
        icon={<LeftOutlined />}
        type="text"
        onClick={() => onTurn(turned(span, around, -1))}
      />
      <Button
        aria-label={t("views.later")}
        icon={<RightOutlined />}
        type="text"
        onClick={() => onTurn(turned(span, around, 1))}
      />
      <h2 aria-live="polite">{heading}</h2>
      <p className="quiet keys-hint">{t("views.keysCalendar")}</p>
      <Segmented<Span>
        aria-label={t("views.span")}
        options={SPANS.map((one) => ({ label: t(`views.spans.${one}`), value: one }))}
        value={span}
        onChange={onSpan}
      />
    </div>
  );
}

function colourOf(field: AnyField | undefined, record: RecordView): string | null {
  if (field === undefined) return null;
  const value: Json = columnValue(record, field.name);
  let found: string | null | undefined = null;
  if (field.kind === "colour") found = typeof value === "string" ? value : null;
  if (field.kind === "choice") found = field.options.find((one) => one.value === value)?.colour;
  if (field.kind === "stage") found = field.states.find((one) => one.name === value)?.colour;
  return found ? shownColour(found) : null;
}
