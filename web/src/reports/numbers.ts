import type { NumberFormat, ReportColumn } from "../generated/api";

/** Returns how the numbers of a measure are written: as the chart says, else as the metric does. */
export function formatOf(
  column: ReportColumn,
  formats: Readonly<Record<string, NumberFormat>> | undefined,
): NumberFormat {
  return formats?.[column.name] ?? column.format ?? {};
}

/** Returns a number as people read it; a dash where there is none. */
export function numberText(value: number | null, format: NumberFormat, language: string): string {
  if (value === null || Number.isNaN(value)) return "–";
  const { style = "number", compact = false, currency } = format;
  // What is shortened keeps a digit, or 439 million and 4 亿 would be all that is said.
  const short = compact && Math.abs(value) >= 1000;
  const digits = short ? Math.max(1, format.digits ?? 0) : (format.digits ?? (style === "percent" ? 1 : undefined));
  const options: Intl.NumberFormatOptions = {
    ...(short ? { notation: "compact" } : {}),
    ...(digits === undefined
      ? { maximumFractionDigits: style === "money" ? 2 : 4 }
      : { maximumFractionDigits: digits, minimumFractionDigits: short ? 0 : digits }),
    ...(style === "money" && currency
      ? { currency, currencyDisplay: "narrowSymbol", style: "currency" }
      : style === "percent"
        ? { style: "percent" }
        : style === "days"
          ? { style: "unit", unit: "day", unitDisplay: "short" }
          : {}),
  };
  return new Intl.NumberFormat(language, options).format(value);
}

/** Returns a short number for an axis. */
export function axisText(value: number, format: NumberFormat, language: string): string {
  const options: Intl.NumberFormatOptions =
    format.style === "percent"
      ? // The marks of a small share are less than one per cent apart.
        { maximumFractionDigits: Math.abs(value) < 0.1 ? 1 : 0, style: "percent" }
      : Math.abs(value) < 1
        ? { maximumSignificantDigits: 2 }
        : { maximumFractionDigits: 1, notation: "compact" };
  return new Intl.NumberFormat(language, options).format(value);
}
