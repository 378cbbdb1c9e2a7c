import { theme } from "antd";
import { useShade } from "../core/theme";
import type { Colours } from "./drawing";

/** Told apart by most eyes, on both shades. */
const LIGHT: readonly string[] = [
  "#2f54d8",
  "#0e9384",
  "#e07b00",
  "#b83280",
  "#6b4fd8",
  "#3b8c2a",
  "#c0392b",
  "#0b7fb3",
  "#8a6d1f",
  "#5b6472",
];
const DARK: readonly string[] = [
  "#7c9bff",
  "#4fd1c0",
  "#ffb057",
  "#f291c7",
  "#b3a0ff",
  "#8fd67c",
  "#ff8a80",
  "#62c4f0",
  "#dcc06a",
  "#a3a9b5",
];

/** Returns the colours of charts in the shade of now. */
export function useColours(): Colours {
  const [shade] = useShade();
  const { token } = theme.useToken();
  const dark = shade === "dark";
  return {
    bad: dark ? "#ff8a80" : "#c0272d",
    good: dark ? "#7ddba3" : "#178a58",
    line: token.colorBorderSecondary,
    quiet: token.colorTextTertiary,
    series: [...(dark ? DARK : LIGHT)],
    surface: token.colorBgElevated,
    text: token.colorText,
  };
}
