import type { Regions } from "./sources";

/** A region with those inside it. */
export interface Region {
  readonly value: string;
  readonly label: string;
  children?: Region[];
}

const DEPTH = { city: 2, district: 3, province: 1 } as const;

/** Returns the codes from the province down to a code. */
export function wayTo(code: string, regions: Regions): string[] {
  const above = [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code];
  return [...new Set(above)].filter((one) => one === code || regions[one] !== undefined);
}

/** Returns the names of province, city and district of a code. */
export function namesOf(code: string, regions: Regions) {
  const city = code.endsWith("0000") ? undefined : regions[`${code.slice(0, 4)}00`];
  return {
    city: city ?? null,
    district: code.endsWith("00") ? null : (regions[code] ?? null),
    province: regions[`${code.slice(0, 2)}0000`] ?? null,
  };
}

/** Returns the regions as a tree down to a level. */
export function regionTree(regions: Regions, level: keyof typeof DEPTH): Region[] {
  const top: Region[] = [];
  const known = new Map<string, Region>();
  for (const [code, label] of Object.entries(regions).sort(([one], [other]) => (one < other ? -1 : 1))) {
    const way = wayTo(code, regions);
    if (way.length > DEPTH[level]) continue;
    const region: Region = { label, value: code };
    known.set(code, region);
    const parent = known.get(way.at(-2) ?? "");
    if (parent === undefined) top.push(region);
    else parent.children = [...(parent.children ?? []), region];
  }
  return top;
}
