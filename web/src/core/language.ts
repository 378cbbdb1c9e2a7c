import { createInstance } from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import type { Label } from "../generated/api";
import { en, zhCn } from "./texts/areas";

/** A language of the product. */
export type Language = keyof Label;

/** All languages of the product, by the names that their speakers give them: in full, and where room is scarce. */
export const LANGUAGES: Readonly<Record<Language, readonly [string, string]>> = {
  "zh-CN": ["中文", "中"],
  en: ["English", "EN"],
};

const KEPT = "lowcode.language";

/** Returns the language that was chosen here before, or the browser's. */
export function preferredLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "en" || kept === "zh-CN") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

/** The texts of the pages in the language that was chosen. */
export const texts = createInstance();

/** Loads the texts; no page is drawn before. */
export async function startTexts(): Promise<void> {
  texts.on("languageChanged", (language) => {
    document.documentElement.lang = language;
    document.title = texts.t("app.title");
  });
  await texts.use(initReactI18next).init({
    defaultNS: "pages",
    fallbackLng: "en",
    interpolation: { escapeValue: false },
    lng: preferredLanguage(),
    ns: ["pages"],
    resources: { en: { pages: en }, "zh-CN": { pages: zhCn } },
  });
}

/** Returns the texts, the language, and how to choose another, which is kept. */
export function useTexts() {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === "zh-CN" ? "zh-CN" : "en";
  const choose = (chosen: Language) => {
    localStorage.setItem(KEPT, chosen);
    void i18n.changeLanguage(chosen);
  };
  const say = (label: Label) => label[language];
  return { choose, language, say, t };
}
