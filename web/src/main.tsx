import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { App } from "./core/app";
import { startTexts, texts } from "./core/language";
import "./core/page.css";
import "./core/parts.css";

/** Answers depend on the request alone, so they are kept; a server that is away is asked again by hand. */
const queries = new QueryClient({
  defaultOptions: { queries: { gcTime: 60_000, refetchOnWindowFocus: false, retry: false, staleTime: 30_000 } },
});

await startTexts();
const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root");
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={texts}>
      <QueryClientProvider client={queries}>
        <App />
      </QueryClientProvider>
    </I18nextProvider>
  </StrictMode>,
);
