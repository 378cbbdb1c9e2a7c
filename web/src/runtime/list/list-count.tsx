import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { FigureQuery, Query, Summary } from "../../generated/api";
import type { ListQuery } from "./query";

/** How many records a list has, with the figures of its columns. */
export interface Known {
  readonly count: number | null;
  readonly exact: boolean;
  readonly totals: Summary | null;
  readonly countExactly: () => void;
}

/** Returns how many records a list has: exactly up to a limit, beyond it when figures are wanted or somebody asks. */
export function useKnown(list: ListQuery, figures: readonly FigureQuery[], turn: number): Known {
  const app = list.menu.name;
  const form = list.form.page.form.name;
  const { filter, search } = list.query;
  const [wanted, want] = useState<Query["filter"] | undefined>(undefined);
  const exactly = wanted !== undefined && wanted === filter;
  const count = useQuery({
    enabled: list.ready,
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/forms/{form}/records/count", undefined, signal, {
        app,
        filter: filter ? JSON.stringify(filter) : undefined,
        form,
        search: search || undefined,
      }),
    queryKey: ["records", app, form, "count", filter, search, turn],
    staleTime: 0,
  });
  const totals = useQuery({
    enabled: list.ready && (figures.length > 0 || exactly),
    queryFn: ({ signal }) =>
      ask(
        "POST /api/apps/{app}/forms/{form}/records/summary",
        { figures, query: { filter: filter ?? null, search: search ?? "" } },
        signal,
        { app, form },
      ),
    queryKey: ["records", app, form, "totals", filter, search, figures, turn],
    staleTime: 0,
  });
  const whole = totals.data?.groups[0]?.count;
  return {
    count: whole ?? count.data?.count ?? null,
    countExactly: () => want(filter ?? null),
    exact: whole !== undefined || (count.data?.exact ?? false),
    totals: totals.data ?? null,
  };
}

/** How many records there are, as people read it. */
export function ListCount({ known }: { known: Known }) {
  const { t } = useTexts();
  if (known.count === null) return null;
  return (
    <span className="quiet list-count" role="status">
      {t(known.exact ? "records.count" : "records.countOver", { count: known.count })}
      {known.exact ? null : (
        <Button size="small" type="link" onClick={known.countExactly}>
          {t("list.exactly")}
        </Button>
      )}
    </span>
  );
}
