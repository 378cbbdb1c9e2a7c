import type { Twins } from "../../generated/twins";

/** Returns the text without spaces at both ends, and with single ones inside; other white space is kept. */
export const twin: Twins["TRIM"] = (text) =>
  text
    .split(" ")
    .filter((word) => word !== "")
    .join(" ");
