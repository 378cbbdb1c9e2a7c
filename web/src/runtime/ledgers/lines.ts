import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/client";
import type { LedgerView, LineView } from "../../generated/api";

/** What stands in ledgers about a record: its lines, and whether it is a balance itself. */
export interface LedgerLines {
  readonly balance: boolean;
  readonly ledgers: readonly LedgerView[];
  readonly lines: readonly LineView[];
}

/** Returns the lines that a record has posted, or that a balance is made of; null while they are not known. */
export function useLedgerLines(app: string, form: string, id: string | null, version: number): LedgerLines | null {
  const ledgers = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/ledgers", undefined, signal, { app }),
    queryKey: ["ledgers", app],
  });
  const known = ledgers.data ?? [];
  const balance = known.some((one) => one.name === form);
  const lines = useQuery({
    enabled: known.length > 0 && id !== null,
    queryFn: ({ signal }) =>
      balance
        ? ask("GET /api/apps/{app}/ledgers/{ledger}/balances/{id}/lines", undefined, signal, {
            app,
            id: id ?? "",
            ledger: form,
          })
        : ask("GET /api/apps/{app}/forms/{form}/records/{id}/ledger-lines", undefined, signal, {
            app,
            form,
            id: id ?? "",
          }),
    queryKey: ["ledgers", app, form, id, version],
    staleTime: 0,
  });
  return lines.data === undefined ? null : { balance, ledgers: known, lines: lines.data };
}
