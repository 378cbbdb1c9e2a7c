import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { ask } from "../../api/client";

/** Marks the notices as read that lead to what a page shows, anew when something else is shown: one has been told. */
export function useSeen(links: readonly string[], shown = ""): void {
  const queries = useQueryClient();
  const told = useRef("");
  const key = links.join(" ");
  useEffect(() => {
    if (key === "" || `${key} ${shown}` === told.current) return;
    told.current = `${key} ${shown}`;
    ask("POST /api/notifications/read", { links: key.split(" ") })
      .then(() => queries.invalidateQueries({ queryKey: ["notifications"] }))
      // It is told again by its badge, which is all that there is to say.
      .catch(() => undefined);
  }, [key, queries, shown]);
}
