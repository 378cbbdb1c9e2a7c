import { type ThemeConfig, theme } from "antd";
import { useEffect } from "react";
import { useMedia } from "./moments";
import { useStored } from "./stored";

/** Light or dark colours. */
export type Shade = "light" | "dark";

const FONT =
  'Inter, -apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
const MONO =
  '"JetBrains Mono", "SF Mono", ui-monospace, Menlo, Consolas, "Liberation Mono", "PingFang SC", "Noto Sans Mono CJK SC", monospace';

/** Surfaces and lines of the dark shade. */
const DARK = {
  colorBgContainer: "#171b22",
  colorBgElevated: "#212731",
  colorBorder: "#3d4552",
  colorBorderSecondary: "#2a303a",
} as const;

/** Words that lead somewhere, in the dark shade: bright enough on every surface. */
const LINK = "#9db5ff";

/** Returns the shade that was chosen here, null for the system's, and how to choose. */
export function useChosenShade(): readonly [Shade | null, (shade: Shade | null) => void] {
  return useStored<Shade | null>("shade", null);
}

/** Returns the shade that was chosen here before, else the system's, and how to change it. */
export function useShade(): readonly [Shade, (shade: Shade) => void] {
  const system: Shade = useMedia("(prefers-color-scheme: dark)") ? "dark" : "light";
  const [kept, keep] = useChosenShade();
  return [kept ?? system, keep];
}

/** Returns how components look in a shade; still ones do not move, for those who asked their system for it. */
export function lookOf(shade: Shade, still: boolean): ThemeConfig {
  const dark = shade === "dark";
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    components: {
      ...(dark ? { Tabs: { itemHoverColor: LINK, itemSelectedColor: LINK } } : {}),
      // On the bright red of the dark shade, words of a filled button have to be dark.
      Button: { contentFontSizeSM: 13, ...(dark ? { dangerColor: "#2a0d0e" } : {}) },
      Segmented: { itemSelectedBg: dark ? "#39414e" : "#ffffff" },
    },
    token: {
      borderRadius: 6,
      borderRadiusLG: 10,
      colorBgLayout: dark ? "#0f1217" : "#f4f6f9",
      colorError: dark ? "#ff8085" : "#c9282d",
      colorInfo: dark ? "#7c9bff" : "#2f54d8",
      colorPrimary: dark ? "#5b7cf0" : "#2f54d8",
      colorTextDescription: dark ? "#a3a9b5" : "#5b6472",
      colorTextPlaceholder: dark ? "#8d94a1" : "#6b7482",
      colorTextSecondary: dark ? "#b9bfca" : "#4a5361",
      colorTextTertiary: dark ? "#a3a9b5" : "#5b6472",
      fontFamily: FONT,
      fontFamilyCode: MONO,
      motion: !still,
      ...(dark ? DARK : {}),
    },
  };
}

/** Gives the colours of the components to the page's own styles. */
export function usePageColours(shade: Shade): void {
  const { token } = theme.useToken();
  useEffect(() => {
    const root = document.documentElement;
    const colours: Readonly<Record<string, string>> = {
      accent: token.colorPrimary,
      "accent-soft": token.colorPrimaryBg,
      danger: shade === "dark" ? "#ff8a80" : "#c0272d",
      "danger-soft": token.colorErrorBg,
      ground: token.colorBgLayout,
      link: shade === "dark" ? LINK : token.colorPrimary,
      line: token.colorBorderSecondary,
      "line-strong": token.colorBorder,
      mono: MONO,
      quiet: token.colorTextSecondary,
      shadow: shade === "dark" ? "none" : "0 1px 2px rgb(16 24 40 / 5%), 0 1px 3px rgb(16 24 40 / 4%)",
      soft: shade === "dark" ? "#1f242d" : "#f7f8fb",
      success: shade === "dark" ? "#7ddba3" : "#13744a",
      "success-soft": token.colorSuccessBg,
      surface: token.colorBgContainer,
      text: token.colorText,
      warning: shade === "dark" ? "#f5c26b" : "#8a5300",
      "warning-soft": token.colorWarningBg,
    };
    for (const [name, value] of Object.entries(colours)) root.style.setProperty(`--${name}`, value);
    root.style.colorScheme = shade;
    root.setAttribute("data-shade", shade);
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", token.colorBgContainer);
  }, [shade, token]);
}
