import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/client";
import type { DashboardEntry } from "../../generated/api";

/** Asks for the dashboards that stand in one's menu of an app. */
export function useDashboardList(app: string) {
  return useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/reports/dashboards", undefined, signal, { app }),
    queryKey: ["workplace", app, "dashboards"],
    staleTime: 60_000,
  });
}

/** Returns the dashboards that stand in one's menu of an app; none until they are known. */
export function useDashboards(app: string): readonly DashboardEntry[] {
  return useDashboardList(app).data?.dashboards ?? [];
}
