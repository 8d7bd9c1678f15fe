import { initials } from "@/lib/format/ref";

/** Two letters for a person or team; the name stands beside it, so it is decoration. */
export function Avatar({ name, size = 18 }: { name: string; size?: number }) {
  return (
    <span
      aria-hidden="true"
      style={{ width: size, height: size, fontSize: Math.max(8, Math.round(size * 0.42)) }}
      className="inline-flex shrink-0 items-center justify-center rounded-full border border-line-strong bg-hover font-semibold text-second leading-none"
    >
      {initials(name)}
    </span>
  );
}
