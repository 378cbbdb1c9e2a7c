import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { shellWorker } from "./shell-worker";

/** Builds the pages; `npm run dev` serves them with the server of `lowcode serve` behind. */
export default defineConfig({
  build: {
    emptyOutDir: true,
    outDir: "dist/app",
    target: "es2022",
    rolldownOptions: {
      output: {
        codeSplitting: {
          // The library of components is split by itself, so that a page loads only those that it shows.
          groups: [
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: "codemirror", test: /node_modules[\\/](@codemirror|@lezer|style-mod|w3c-keyname|crelt)[\\/]/ },
          ],
        },
      },
    },
  },
  plugins: [react(), shellWorker()],
  server: { proxy: { "/api": "http://127.0.0.1:8000" } },
});
