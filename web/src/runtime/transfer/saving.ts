import type { Download } from "../../api/client";

/** Hands a file to the browser, which saves it under its name. */
export function save({ content, name }: Download): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the file after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
