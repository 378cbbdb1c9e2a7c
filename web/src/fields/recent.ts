const MOST = 5;

/** Returns the records of a form that were chosen last on this device, the last first. */
export function recentOf(target: string): readonly string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(keyOf(target)) ?? "[]");
    return Array.isArray(found) ? found.filter((one) => typeof one === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Notes records that were chosen. */
export function remember(target: string, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const kept = [...new Set([...[...ids].reverse(), ...recentOf(target)])].slice(0, MOST);
  try {
    localStorage.setItem(keyOf(target), JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing offers nothing again.
  }
}

function keyOf(target: string): string {
  return `lowcode.recent.${target}`;
}
