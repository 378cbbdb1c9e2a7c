import { defineConfig } from "vite";

/** Builds the interpreter of the expression language into one file that Node runs as it is. */
export default defineConfig({
  build: {
    emptyOutDir: true,
    minify: false,
    outDir: "dist/language",
    ssr: "src/language/cli.ts",
    target: "node20",
  },
  ssr: {
    noExternal: true,
    target: "node",
  },
});
