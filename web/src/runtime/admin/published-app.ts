import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/client";
import type { AppDocument } from "./app-document";

const NOTHING: AppDocument = { app: { label: { en: "", "zh-CN": "" }, name: "" } };

/** Returns an app as it is published, on which a draft is based: empty when it never was, null until it is known. */
export function usePublishedApp(app: string, base: number | null): AppDocument | null {
  const found = useQuery({
    enabled: base !== null,
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/versions/{number}", undefined, signal, { app, number: base ?? 1 }),
    queryKey: ["versions", app, "one", base],
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (base === null) return NOTHING;
  return (found.data?.content as AppDocument | undefined) ?? null;
}
