import type { ReactNode } from "react";
import { Failure } from "../../ui/failure";
import { Waiting } from "../../ui/waiting";

/** What was asked of the server, once it is there; until then that it is on its way, or why it is not coming. */
export function Loaded<T>({
  of,
  children,
}: {
  of: { readonly data: T | undefined; readonly error: Error | null; readonly refetch: () => unknown };
  children: (data: T) => ReactNode;
}) {
  if (of.error !== null && of.data === undefined) return <Failure error={of.error} onRetry={() => void of.refetch()} />;
  return of.data === undefined ? <Waiting /> : children(of.data);
}
