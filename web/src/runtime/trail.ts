/** The records of the list that somebody came from, in its order. */
interface Trail {
  readonly app: string;
  readonly form: string;
  readonly ids: readonly string[];
}

const KEY = "lowcode.trail";
const MOST = 2_000;

/** Notes the records of a list, so that the page of one leads to the next. */
export function leaveTrail(app: string, form: string, ids: readonly string[]): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ app, form, ids: ids.slice(0, MOST) } satisfies Trail));
  } catch {
    // A browser that keeps nothing only lacks the way to the next record.
  }
}

/** Returns where a record stands in the list that somebody came from; null when it is not of that list. */
export function trailOf(app: string, form: string, id: string) {
  const trail = read();
  if (trail === null || trail.app !== app || trail.form !== form) return null;
  const at = trail.ids.indexOf(id);
  if (at === -1) return null;
  return { at, count: trail.ids.length, next: trail.ids[at + 1] ?? null, previous: trail.ids[at - 1] ?? null };
}

function read(): Trail | null {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (typeof found !== "object" || found === null) return null;
    const { app, form, ids } = found as Partial<Trail>;
    return typeof app === "string" && typeof form === "string" && Array.isArray(ids) ? { app, form, ids } : null;
  } catch {
    return null;
  }
}
