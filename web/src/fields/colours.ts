const NAMED: Readonly<Record<string, string>> = {
  blue: "#1677ff",
  cyan: "#13a8a8",
  default: "#8a94a3",
  geekblue: "#2f54eb",
  gold: "#d4a106",
  green: "#389e0d",
  gray: "#8a94a3",
  grey: "#8a94a3",
  lime: "#7cb305",
  magenta: "#eb2f96",
  orange: "#e8710a",
  pink: "#eb2f96",
  purple: "#722ed1",
  red: "#cf1322",
  volcano: "#d4380d",
  yellow: "#d4b106",
};

/** Returns a colour that an app names as the browser knows it: of a word the tone of the product, else the text itself. */
export function shownColour(name: string): string {
  return NAMED[name] ?? name;
}
