import type { Clash, Diagnostic, Operations, Problem } from "../generated/api";

/** An operation of the server, by method and path. */
export type Operation = keyof Operations;

/** A request that the server refused, or could not be reached for (status 0). */
export class Refused extends Error {
  readonly status: number;
  readonly diagnostics: readonly Diagnostic[];
  /** The fields that somebody else changed meanwhile. */
  readonly clashes: readonly Clash[];
  /** The version of the record that they have now. */
  readonly version: number | null;

  constructor(
    status: number,
    detail: string,
    told: Partial<Pick<Problem, "diagnostics" | "clashes" | "version">> = {},
  ) {
    super(detail);
    this.status = status;
    this.diagnostics = told.diagnostics ?? [];
    this.clashes = told.clashes ?? [];
    this.version = told.version ?? null;
  }
}

/** The words that take the places in braces of a path, and what stands behind it. */
export interface Address {
  readonly [place: string]: string | number | boolean | readonly string[] | undefined;
}

/** Returns what the server answers to an operation. Throws `Refused`. */
export async function ask<O extends Operation>(
  operation: O,
  request: Operations[O]["request"],
  signal?: AbortSignal,
  address: Address = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Operations[O]["response"]> {
  const [method = "GET", path = "/"] = operation.split(" ");
  const answer = await reach(addressOf(path, address), {
    method,
    signal: signal ?? null,
    ...(request === undefined ? {} : { body: JSON.stringify(request) }),
    headers: {
      ...(request === undefined ? {} : { "Content-Type": "application/json" }),
      ...(method === "GET" ? {} : proof()),
      ...headers,
    },
  });
  if (!answer.ok) throw await refusal(answer);
  return (answer.status === 204 ? null : await answer.json()) as Operations[O]["response"];
}

/** Returns what the server answers to an operation that takes a file as it is. Throws `Refused`. */
export async function deliver<O extends Operation>(
  operation: O,
  file: Blob,
  signal?: AbortSignal,
  address: Address = {},
): Promise<Operations[O]["response"]> {
  const [method = "POST", path = "/"] = operation.split(" ");
  const headers = { "Content-Type": "application/zip", ...proof() };
  const answer = await reach(addressOf(path, address), { body: file, headers, method, signal: signal ?? null });
  if (!answer.ok) throw await refusal(answer);
  return (await answer.json()) as Operations[O]["response"];
}

/** A file that the server has written. */
export interface Download {
  readonly content: Blob;
  readonly name: string;
}

/** Returns the file that the server answers to an operation. Throws `Refused`. */
export async function fetchFile<O extends Operation>(
  operation: O,
  request: Operations[O]["request"],
  signal?: AbortSignal,
  address: Address = {},
): Promise<Download> {
  const [method = "GET", path = "/"] = operation.split(" ");
  const answer = await reach(addressOf(path, address), {
    method,
    signal: signal ?? null,
    ...(request === undefined ? {} : { body: JSON.stringify(request) }),
    headers: {
      ...(request === undefined ? {} : { "Content-Type": "application/json" }),
      ...(method === "GET" ? {} : proof()),
    },
  });
  if (!answer.ok) throw await refusal(answer);
  const told = answer.headers.get("Content-Disposition") ?? "";
  const encoded = /filename\*=utf-8''([^;]+)/i.exec(told)?.[1];
  const plain = /filename="([^"]*)"/.exec(told)?.[1];
  return { content: await answer.blob(), name: encoded === undefined ? (plain ?? "") : decodeURIComponent(encoded) };
}

function addressOf(path: string, address: Address): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const [place, value] of Object.entries(address)) {
    if (value === undefined) continue;
    if (typeof value === "object") {
      for (const one of value) query.append(place, one);
      continue;
    }
    if (filled.includes(`{${place}}`)) filled = filled.replace(`{${place}}`, encodeURIComponent(value));
    else query.set(place, String(value));
  }
  return query.size > 0 ? `${filled}?${query}` : filled;
}

/** Returns what shows that a change comes from these pages, which alone can read the cookie. */
export function proof(): Readonly<Record<string, string>> {
  const found = /(?:^|;\s*)lowcode_csrf=([^;]+)/.exec(document.cookie);
  return found?.[1] === undefined ? {} : { "X-CSRF-Token": decodeURIComponent(found[1]) };
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refused(0, error instanceof Error ? error.message : String(error));
  }
}

async function refusal(answer: Response): Promise<Refused> {
  try {
    const told = (await answer.json()) as Problem;
    return new Refused(answer.status, told.detail, told);
  } catch {
    return new Refused(answer.status, answer.statusText);
  }
}
