import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Builds the pages; `npm run dev` serves them with the server of `lowcode serve` behind. */
export default defineConfig({
  build: {
    emptyOutDir: true,
    outDir: "dist/app",
    target: "es2022",
    // The library of components is one chunk that browsers keep; it is larger than what the builder warns of.
    chunkSizeWarningLimit: 1_200,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: "antd", test: /node_modules[\\/](antd|@ant-design|@rc-component|dayjs)[\\/]/ },
            { name: "codemirror", test: /node_modules[\\/](@codemirror|@lezer|style-mod|w3c-keyname|crelt)[\\/]/ },
          ],
        },
      },
    },
  },
  plugins: [react()],
  server: { proxy: { "/api": "http://127.0.0.1:8000" } },
});
