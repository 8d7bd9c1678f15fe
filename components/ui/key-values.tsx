import type { ReactNode } from "react";
import { cx } from "./cx";

export interface KeyValue {
  label: string;
  value: ReactNode;
}

/** Facts in two columns: label and value. `null` values show a dash. */
export function KeyValues({ items, className }: { items: readonly KeyValue[]; className?: string }) {
  return (
    <dl
      className={cx("grid grid-cols-[minmax(88px,max-content)_minmax(0,1fr)] gap-x-6 gap-y-1.5", className)}
    >
      {items.map((item) => (
        <div key={item.label} className="contents">
          <dt className="text-third">{item.label}</dt>
          <dd className="min-w-0 break-words">{item.value ?? <span className="text-third">–</span>}</dd>
        </div>
      ))}
    </dl>
  );
}
