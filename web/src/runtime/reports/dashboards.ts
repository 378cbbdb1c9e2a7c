import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/client";
import type { DashboardEntry } from "../../generated/api";

/** Returns the dashboards that stand in one's menu of an app; none until they are known. */
export function useDashboards(app: string): readonly DashboardEntry[] {
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/reports/dashboards", undefined, signal, { app }),
    queryKey: ["workplace", app, "dashboards"],
    staleTime: 60_000,
  });
  return found.data?.dashboards ?? [];
}
