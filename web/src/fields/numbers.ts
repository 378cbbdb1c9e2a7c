import { Decimal } from "../language";
import { plain } from "../language/decimal";
import type { Json } from "./field-type";
import { numberOf } from "./values";

const SIGNS = /(CNY|USD|EUR|RMB|[A-Z]{0,3}\$|[¥￥€£₩₹₽฿元])/g;
const FULL_WIDTH: Readonly<Record<string, string>> = { "．": ".", "－": "-", "＋": "+", "％": "%", "，": "," };

/** Returns a number with digits in groups of three. */
export function grouped(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const spaced = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

/** Returns a number as people read it, with a fixed count of digits after the point. */
export function shownNumber(value: Json, digits: number, withGroups = true): string {
  const number = numberOf(value);
  if (number === null) return typeof value === "string" ? value : "";
  const text = number.toFixed(digits, Decimal.ROUND_HALF_UP);
  return withGroups ? grouped(text) : text;
}

const KNOWN_SIGNS = new Map<string, string>();

/** Returns the sign that is written before amounts of a currency. */
export function signOf(currency: string): string {
  const known = KNOWN_SIGNS.get(currency) ?? sought(currency);
  KNOWN_SIGNS.set(currency, known);
  return known;
}

function sought(currency: string): string {
  try {
    const parts = new Intl.NumberFormat("zh-CN", { currency, style: "currency" }).formatToParts(0);
    const sign = parts.find((part) => part.type === "currency")?.value ?? currency;
    return sign === currency ? `${sign} ` : sign;
  } catch {
    return `${currency} `;
  }
}

/** Returns an amount with the sign of its currency. */
export function shownMoney(value: Json, digits: number, currency: string): string {
  const text = shownNumber(value, digits);
  const sign = signOf(currency);
  return text.startsWith("-") ? `-${sign}${text.slice(1)}` : `${sign}${text}`;
}

/** Returns a fraction as a percentage. */
export function shownPercent(value: Json): string {
  const number = numberOf(value);
  return number === null ? (typeof value === "string" ? value : "") : `${plain(number.times(100))}%`;
}

/** Returns the number of a pasted text: without groups and currency, `15%` as a fraction; the text when it is none. */
export function understoodNumber(text: string): Json {
  const half = text.replace(/[０-９．－＋％，]/g, (one) => FULL_WIDTH[one] ?? String(one.charCodeAt(0) - 0xff10));
  const bare = half.replace(SIGNS, "").replace(/[\s,_'\u00a0]/g, "");
  const percent = bare.endsWith("%");
  const number = numberOf(percent ? bare.slice(0, -1) : bare);
  if (number === null) return text.trim() === "" ? null : text.trim();
  return plain(percent ? number.div(100) : number);
}
