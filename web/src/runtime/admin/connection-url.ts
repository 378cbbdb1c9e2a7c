/** How the way to a database is encrypted. */
export const ENCRYPTIONS = ["prefer", "require", "verify-full", "disable"] as const;
export type Encryption = (typeof ENCRYPTIONS)[number];

/** Where a database is. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly encryption: Encryption;
}

/** Returns where the database of an address is; what the address does not say is empty or usual. */
export function databaseAt(url: string | undefined): Place {
  const found = /^postgres(?:ql)?:\/\/(\[[^\]]+\]|[^:/?#]*)(?::(\d+))?(?:\/([^?#]*))?(?:\?([^#]*))?$/.exec(url ?? "");
  const mode = new URLSearchParams(found?.[4] ?? "").get("sslmode");
  return {
    database: decodeURIComponent(found?.[3] ?? ""),
    encryption: ENCRYPTIONS.find((one) => one === mode) ?? "prefer",
    host: found?.[1] ?? "",
    port: Number(found?.[2] ?? 5432),
  };
}

/** Returns the address of a database. */
export function urlOf({ host, port, database, encryption }: Place): string {
  const mode = encryption === "prefer" ? "" : `?sslmode=${encryption}`;
  return `postgresql://${host}:${port}/${encodeURIComponent(database)}${mode}`;
}
