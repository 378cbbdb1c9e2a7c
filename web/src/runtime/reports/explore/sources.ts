import { useQuery } from "@tanstack/react-query";
import { ask } from "../../../api/client";
import type { MetricView } from "../../../generated/api";

const REST = 300_000;

/** Returns what one may ask about in an app, as it is loaded. */
export function useDatasets(app: string) {
  return useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/reports/datasets", undefined, signal, { app }),
    queryKey: ["reports", app, "datasets"],
    staleTime: REST,
  });
}

/** Returns the metrics that one may ask for; none until they are known. */
export function useMetrics(app: string): readonly MetricView[] {
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/reports/metrics", undefined, signal, { app }),
    queryKey: ["reports", app, "metrics"],
    staleTime: REST,
  });
  return found.data?.metrics ?? [];
}
