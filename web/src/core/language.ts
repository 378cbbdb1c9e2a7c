import { createInstance, type TFunction } from "i18next";
import { useSyncExternalStore } from "react";
import { initReactI18next } from "react-i18next";
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

/** Returns a name as it stands inside of an English sentence: "Lead" without its capital, "KPI" and 线索 as they are. */
export function inside(name: string): string {
  const [first = "", second = ""] = name;
  const word = second === second.toLowerCase() && second !== second.toUpperCase();
  return word ? first.toLowerCase() + name.slice(first.length) : name;
}

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
  texts.services.formatter?.add("inside", (value: unknown) => inside(String(value)));
}

/** What a page says, and how its language is chosen. */
export interface TextsInUse {
  /** Chooses another language, which is kept. */
  readonly choose: (chosen: Language) => void;
  readonly language: Language;
  /** Returns a text of the app in the language. */
  readonly say: (label: Label) => string;
  /** Returns a text of the pages. */
  readonly t: TFunction;
}

const MADE = new Map<Language, TextsInUse>();

function choose(chosen: Language): void {
  localStorage.setItem(KEPT, chosen);
  void texts.changeLanguage(chosen);
}

/** Returns the texts in the language of now: always the same object, so that hundreds of fields ask for nothing. */
function inUse(): TextsInUse {
  const language: Language = texts.language === "zh-CN" ? "zh-CN" : "en";
  const made = MADE.get(language) ?? {
    choose,
    language,
    say: (label: Label) => label[language],
    t: texts.getFixedT(language),
  };
  MADE.set(language, made);
  return made;
}

function onChange(told: () => void): () => void {
  texts.on("languageChanged", told);
  return () => texts.off("languageChanged", told);
}

/** Returns the texts, the language, and how to choose another. */
export function useTexts(): TextsInUse {
  return useSyncExternalStore(onChange, inUse, inUse);
}
