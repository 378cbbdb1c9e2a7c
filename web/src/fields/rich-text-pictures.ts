import { type Editor, Node } from "@tiptap/react";
import { useEffect, useRef, useState } from "react";
import { Refused } from "../api/client";
import { useTexts } from "../core/language";
import { useSiblings, useSources } from "./sources";

const TYPES: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** A picture inside formatted text: a file of the record. */
export const Picture = Node.create({
  addAttributes: () => ({ alt: { default: null }, src: { default: null } }),
  draggable: true,
  group: "block",
  name: "image",
  parseHTML: () => [{ tag: "img[src]" }],
  renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
});

/** Returns the pictures among files. */
export function picturesIn(files: FileList | null | undefined): readonly File[] {
  return [...(files ?? [])].filter((one) => TYPES.has(one.type));
}

/** Returns what uploads pictures and puts them where the text is being written, and what went wrong. */
export function usePictures(name: string) {
  const { say, t } = useTexts();
  const sources = useSources();
  const siblings = useSiblings();
  const [problem, setProblem] = useState<string | null>(null);
  const watch = useRef<AbortController | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    watch.current = controller;
    return () => controller.abort();
  }, []);
  const put = async (editor: Editor, files: readonly File[]) => {
    setProblem(null);
    for (const file of files) {
      const { signal } = watch.current ?? new AbortController();
      try {
        const stored = await sources.upload?.(file, {
          onProgress: () => undefined,
          place: siblings.place(name),
          signal,
        });
        if (stored === undefined || editor.isDestroyed) return;
        const attributes = { alt: stored.name, src: sources.address(stored.id) };
        editor.chain().focus().insertContent({ attrs: attributes, type: "image" }).run();
      } catch (error) {
        if (signal.aborted) return;
        const [found] = error instanceof Refused ? error.diagnostics : [];
        setProblem(found === undefined ? t("fields.uploadFailed") : say(found.message));
      }
    }
  };
  return { offered: sources.upload !== null, problem, put };
}
