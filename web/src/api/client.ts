import type { Diagnostic, Operations, Problem } from "../generated/api";

/** An operation of the server, by method and path. */
export type Operation = keyof Operations;

/** A request that the server refused, or could not be reached for (status 0). */
export class Refused extends Error {
  readonly status: number;
  readonly diagnostics: readonly Diagnostic[];

  constructor(status: number, detail: string, diagnostics: readonly Diagnostic[] = []) {
    super(detail);
    this.status = status;
    this.diagnostics = diagnostics;
  }
}

/** Returns what the server answers to an operation. Throws `Refused`. */
export async function ask<O extends Operation>(
  operation: O,
  request: Operations[O]["request"],
  signal?: AbortSignal,
): Promise<Operations[O]["response"]> {
  const [method = "GET", path = "/"] = operation.split(" ");
  const answer = await reach(path, {
    method,
    signal: signal ?? null,
    ...(request === undefined
      ? {}
      : { body: JSON.stringify(request), headers: { "Content-Type": "application/json" } }),
  });
  if (!answer.ok) throw await refusal(answer);
  return answer.json() as Promise<Operations[O]["response"]>;
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
    return new Refused(answer.status, told.detail, told.diagnostics);
  } catch {
    return new Refused(answer.status, answer.statusText);
  }
}
