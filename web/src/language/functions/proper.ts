import type { Twins } from "../../generated/twins";

/** Returns the text with a capital after each character that is no letter, and small letters elsewhere. */
export const twin: Twins["PROPER"] = (text) => {
  let inside = false;
  let result = "";
  for (const character of text) {
    const capital = character.toUpperCase();
    result += inside ? character.toLowerCase() : capital.slice(0, 1) + capital.slice(1).toLowerCase();
    inside = CASED.test(character);
  }
  return result;
};

const CASED = /^\p{Cased}$/u;
