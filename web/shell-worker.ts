import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

/** Where the program of the service worker stands, in which the names of the built files are filled in. */
const SOURCE = new URL("./src/shell/worker.js", import.meta.url);

/**
 * Returns the plugin that writes the service worker: it keeps the shell of the pages, which opens without the network,
 * and whatever else of the built files was loaded. The names of all files are its version.
 */
export function shellWorker(): Plugin {
  return {
    apply: "build",
    generateBundle(_, bundle) {
      const files = Object.keys(bundle).filter((name) => name.startsWith("assets/"));
      const entry = Object.values(bundle).find((one) => one.type === "chunk" && one.isEntry);
      const first = new Set<string>();
      const follow = (name: string) => {
        const chunk = bundle[name];
        if (first.has(name) || chunk?.type !== "chunk") return;
        first.add(name);
        chunk.imports.forEach(follow);
        for (const style of chunk.viteMetadata?.importedCss ?? []) first.add(style);
      };
      if (entry !== undefined) follow(entry.fileName);
      const version = createHash("sha256").update(files.toSorted().join("\n")).digest("hex").slice(0, 16);
      const told = {
        files: files.map((one) => `/${one}`).toSorted(),
        shell: [...first].map((one) => `/${one}`),
        version,
      };
      const source = readFileSync(SOURCE, "utf8").replace("__BUILT__", JSON.stringify(told));
      this.emitFile({ fileName: "worker.js", source, type: "asset" });
    },
    name: "shell-worker",
  };
}
