import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../api/client";
import { type LiveEvent, useLive } from "../../core/live";

const UNREAD = ["notifications", "unread"];

/** What is shown again when something of a kind has changed. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  again: ["notifications", "todos", "tasks", "task-counts", "instances", "jobs", "imports"],
  job: ["jobs", "imports"],
  // Who is told something of a flow looks at it, perhaps.
  notification: ["notifications", "tasks", "task-counts", "instances"],
  task: ["tasks", "task-counts", "instances"],
  todo: ["todos"],
};

/** Returns how many notifications are unread, always as it is now. */
export function useUnread(): number {
  const queries = useQueryClient();
  useLive((event) => refresh(queries, event));
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/notifications/unread", undefined, signal),
    queryKey: UNREAD,
    // Should the live connection be kept away by some proxy, it is asked for now and then.
    refetchInterval: 60_000,
  });
  return found.data?.unread ?? 0;
}

function refresh(queries: QueryClient, event: LiveEvent): void {
  for (const key of SHOWN[event.kind] ?? []) void queries.invalidateQueries({ queryKey: [key] });
}

/** Returns where a notification leads in the pages; null when it leads nowhere. */
export function pageOf(link: string): string | null {
  if (link.startsWith("#/")) return link;
  const record = /^\/apps\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(link);
  if (record !== null) return `#/app/${record[1]}/form/${record[2]}/${record[3]}`;
  return link.startsWith("/") ? `#${link}` : null;
}
