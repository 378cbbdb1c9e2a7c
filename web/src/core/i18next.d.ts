import "i18next";
import type { Texts } from "./texts/areas";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "pages";
    resources: { pages: Texts };
  }
}
