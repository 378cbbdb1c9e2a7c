const BREAKS = /<(?:br|\/p|\/li|\/h[1-6]|\/tr|\/blockquote)\b[^>]*>/gi;
const NAMED: Readonly<Record<string, string>> = { amp: "&", gt: ">", lt: "<", nbsp: " ", quot: '"' };

/** Returns formatted text without its format, on one line. */
export function plainOf(html: string): string {
  return html
    .replace(BREAKS, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/&(#?\w+);/g, (whole, name: string) => {
      if (!name.startsWith("#")) return NAMED[name] ?? whole;
      const code = name[1]?.toLowerCase() === "x" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .replace(/\s+/g, " ")
    .trim();
}
