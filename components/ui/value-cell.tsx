import { formatValue, type PlainValue } from "@/lib/format/value";
import { cx } from "./cx";

const LOOKS: Record<ReturnType<typeof formatValue>["kind"], string> = {
  null: "text-third",
  empty: "text-third italic",
  number: "",
  text: "",
  bool: "",
  time: "mono",
  bytes: "text-third",
  nested: "mono",
};

/**
 * One value of a data row, by its value type: null in grey, an empty string visible as such, 64-bit integers with
 * all their digits. Where reading needed rounding or cutting, the exact value is on hover.
 */
export function ValueCell({
  value,
  type,
  className,
}: {
  value: PlainValue;
  type: string;
  className?: string;
}) {
  const shown = formatValue(value, type);
  const shortened =
    shown.exact.replace(/^-/, "\u2212") !== shown.text.replaceAll("\u00a0", "") && shown.kind !== "empty";
  return (
    <span
      className={cx(LOOKS[shown.kind], className)}
      data-tip={shortened ? shown.exact.slice(0, 400) : undefined}
    >
      {shown.text}
    </span>
  );
}
