import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { ask, Refused } from "../api/client";
import type { AppMenu, SignedIn } from "../generated/api";

/** Returns who is signed in: null for nobody. */
export function useSession() {
  return useQuery<SignedIn | null>({
    queryFn: async ({ signal }) => {
      // The cookie that pages can read lives as long as the session.
      if (!document.cookie.includes("lowcode_csrf=")) return null;
      try {
        return await ask("GET /api/me", undefined, signal);
      } catch (error) {
        if (error instanceof Refused && error.status === 401) return null;
        throw error;
      }
    },
    queryKey: ["me"],
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Returns how to begin and end a session; everything that was loaded is forgotten with it. */
export function useSigning() {
  const queries = useQueryClient();
  // Whoever shows who is signed in goes on watching that one query: cleared with the rest, it would tell them nothing.
  const change = (signed: SignedIn | null) => {
    queries.setQueryData(["me"], signed);
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "me" });
  };
  return {
    begin: change,
    end: async () => {
      await ask("POST /api/logout", undefined);
      change(null);
    },
  };
}

/** What somebody works with. */
export interface Place {
  readonly signed: SignedIn;
  readonly apps: readonly AppMenu[];
  readonly go: (route: string) => void;
}

const PlaceContext = createContext<Place | null>(null);

/** Gives what somebody works with to the pages. */
export const PlaceProvider = PlaceContext.Provider;

/** Returns what somebody works with. */
export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (place === null) throw new Error("nobody is signed in");
  return place;
}
