/** No-break space: groups digits without letting the number wrap, and the page search finds it as a space. */
const GROUP = "\u00a0";
/** A true minus sign, as wide as the plus sign. */
const MINUS = "\u2212";

/**
 * Groups the digits of a whole number by thousands: `3 000 000`. Takes text for integers beyond 2^53 and keeps every
 * digit; text that is not a whole number is returned as it is.
 */
export function formatCount(value: number | bigint | string): string {
  const text = String(value);
  const match = /^(-?)(\d+)$/.exec(text);
  if (!match) return text;
  const [, sign = "", digits = ""] = match;
  return `${sign ? MINUS : ""}${group(digits)}`;
}

/** Groups the whole part of decimal text and keeps the fraction digit by digit: `-12345.60` → `−12 345.60`. */
export function formatDecimal(text: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (!match) return text;
  const [, sign = "", whole = "", fraction = ""] = match;
  return `${sign ? MINUS : ""}${group(whole)}${fraction}`;
}

/**
 * A float for reading: at most six significant digits, except that whole numbers keep all their digits.
 * NaN and infinities are words, negative zero keeps its sign.
 */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  if (Object.is(value, -0)) return `${MINUS}0`;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15))
    return value.toExponential(3).replace("-", MINUS).replace("e-", `e${MINUS}`);
  if (Number.isInteger(value)) return formatCount(value);
  return formatDecimal(decimalText(value, size));
}

/** A share of one as a percentage: 0.0041 → `0.4 %`. Shares that would round to 0 or 100 say so: `< 0.1 %`, `> 99.9 %`. */
export function formatShare(share: number): string {
  if (Number.isNaN(share)) return "NaN";
  const percent = share * 100;
  if (percent > 0 && percent < 0.05) return `<${GROUP}0.1${GROUP}%`;
  if (percent < 100 && percent > 99.95) return `>${GROUP}99.9${GROUP}%`;
  return `${percent.toFixed(1).replace(/\.0$/, "").replace("-", MINUS)}${GROUP}%`;
}

/** `1 feature`, `86 features`: a grouped count with its noun. */
export function formatCounted(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, GROUP);
}

function decimalText(value: number, size: number): string {
  const whole = Math.floor(size).toString().length;
  const places = size >= 1 ? Math.max(0, 6 - whole) : 6 + Math.max(0, -Math.ceil(Math.log10(size)));
  const text = value.toFixed(Math.min(places, 20));
  return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}
