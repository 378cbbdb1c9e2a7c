import { type QueryKey, useQuery } from "@tanstack/react-query";
import { ask } from "../../api/client";
import type { Comment, NewComment } from "../../generated/api";
import { usePlace } from "../session";
import type { Said } from "./comment-input";

/** What people talk about, and how what they say is kept: a record, or a dashboard. */
export interface Conversation {
  readonly key: QueryKey;
  readonly list: (signal: AbortSignal) => Promise<readonly Comment[]>;
  readonly add: (said: NewComment) => Promise<unknown>;
  readonly change: (comment: string, said: Said) => Promise<unknown>;
  readonly remove: (comment: string) => Promise<unknown>;
  readonly followers: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly follow: (on: boolean) => Promise<unknown>;
}

/** Returns what is said about a record. */
export function aboutRecord(app: string, form: string, id: string): Conversation {
  const path = "/api/apps/{app}/forms/{form}/records/{id}" as const;
  const place = { app, form, id };
  return {
    add: (said) => ask(`POST ${path}/comments`, said, undefined, place),
    change: (comment_id, said) => ask(`PUT ${path}/comments/{comment_id}`, said, undefined, { ...place, comment_id }),
    follow: (on) => ask(on ? `PUT ${path}/follow` : `DELETE ${path}/follow`, undefined, undefined, place),
    followers: (signal) => ask(`GET ${path}/followers`, undefined, signal, place),
    key: [app, form, id],
    list: (signal) => ask(`GET ${path}/comments`, undefined, signal, place),
    remove: (comment_id) => ask(`DELETE ${path}/comments/{comment_id}`, undefined, undefined, { ...place, comment_id }),
  };
}

/** Returns what is said about a dashboard and its charts. */
export function aboutDashboard(app: string, dashboard: string): Conversation {
  const path = "/api/apps/{app}/reports/dashboards/{dashboard}" as const;
  const place = { app, dashboard };
  return {
    add: (said) => ask(`POST ${path}/comments`, said, undefined, place),
    change: (comment_id, said) => ask(`PUT ${path}/comments/{comment_id}`, said, undefined, { ...place, comment_id }),
    follow: (on) => ask(on ? `PUT ${path}/follow` : `DELETE ${path}/follow`, undefined, undefined, place),
    followers: (signal) => ask(`GET ${path}/followers`, undefined, signal, place),
    key: [app, "dashboard", dashboard],
    list: (signal) => ask(`GET ${path}/comments`, undefined, signal, place),
    remove: (comment_id) => ask(`DELETE ${path}/comments/{comment_id}`, undefined, undefined, { ...place, comment_id }),
  };
}

/** Returns what was said, as it is loaded. */
export function useSaid(about: Conversation) {
  return useQuery({
    queryFn: ({ signal }) => about.list(signal),
    queryKey: ["comments", ...about.key],
    staleTime: 0,
  });
}

/** Returns who follows, and how to begin or end to. */
export function useFollowing(about: Conversation) {
  const { signed } = usePlace();
  const found = useQuery({
    queryFn: ({ signal }) => about.followers(signal),
    queryKey: ["followers", ...about.key],
  });
  const on = found.data?.includes(signed.account.id) ?? false;
  return {
    on,
    people: found.data ?? [],
    toggle: async () => {
      await about.follow(!on);
      await found.refetch();
    },
  };
}
