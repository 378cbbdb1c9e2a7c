import type { FlowName } from "../../../generated/api";

/** What narrows instances to those that a figure counts, beside the flow. */
export interface InstancePlace {
  /** The step that they wait at. */
  readonly node?: string;
  readonly status?: string;
  /** Whom they wait for. */
  readonly asked?: string;
  /** Within how many days they ended. */
  readonly ended?: number;
  /** Whether they wait for somebody who is late. */
  readonly late?: boolean;
}

/** Returns the address of the instances that a figure counts. */
export function instancesOf({ app, flow }: Pick<FlowName, "app" | "flow">, place: InstancePlace): string {
  const parts = Object.entries(place).flatMap(([name, value]) =>
    value === undefined || value === false ? [] : [`${name}=${encodeURIComponent(String(value))}`],
  );
  return `#/admin/flows/instances/${[app, flow, ...parts].join("/")}`;
}

/** Returns what the parts of an address behind the flow say; a step may stand there by its name alone. */
export function placeOf(parts: readonly string[]): InstancePlace {
  const found: Partial<Record<keyof InstancePlace, string>> = Object.fromEntries(
    parts.map((part) => {
      const at = part.indexOf("=");
      return at < 0 ? ["node", part] : [part.slice(0, at), decodeURIComponent(part.slice(at + 1))];
    }),
  );
  const days = Number(found.ended);
  return {
    ...(found.node ? { node: found.node } : {}),
    ...(found.status ? { status: found.status } : {}),
    ...(found.asked ? { asked: found.asked } : {}),
    ...(found.late === "true" ? { late: true } : {}),
    ...(Number.isInteger(days) && days > 0 ? { ended: days } : {}),
  };
}
