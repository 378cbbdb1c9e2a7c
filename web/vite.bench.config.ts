import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Builds the pages that `python -m bench forms` measures; they are no part of the product. */
export default defineConfig({
  base: "./",
  build: { emptyOutDir: true, outDir: "../dist/bench", target: "es2022" },
  plugins: [react()],
  root: "bench",
});
