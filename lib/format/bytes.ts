const UNITS = ["B", "KB", "MB", "GB", "TB", "PB"] as const;

/** Bytes in powers of 1000 with up to three significant digits: `820 B`, `4.21 MB`, `68 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const text = unit === 0 ? String(Math.round(value)) : value.toPrecision(3);
  return `${text.includes(".") ? text.replace(/\.?0+$/, "") : text}\u00a0${UNITS[unit]}`;
}
