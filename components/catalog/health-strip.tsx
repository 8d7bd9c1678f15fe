import { VerdictChip } from "@/components/ui/chip";
import { Skeleton } from "@/components/ui/skeleton";

const PARTS = {
  metadata_store: {
    label: "Metadata store",
    down: "Pages and changes fail until PostgreSQL answers again.",
  },
  offline_engine: {
    label: "Offline engine",
    down: "Samples and previews fail; the catalog works.",
  },
  worker: {
    label: "Worker",
    down: "Background work waits and goes on when a worker is back; nothing is lost.",
  },
} as const;

/** Whether everything answers, and what a failure means for the reader. */
export function HealthStrip({ parts }: { parts: Readonly<Record<keyof typeof PARTS, "ok" | "down">> }) {
  const names = Object.keys(PARTS) as (keyof typeof PARTS)[];
  const down = names.filter((name) => parts[name] === "down");
  return (
    <section aria-label="Health" className="flex flex-col gap-1.5">
      <ul className="flex flex-wrap gap-x-5 gap-y-1.5">
        {names.map((name) => (
          <li key={name} className="flex items-center gap-2">
            <span className="text-second">{PARTS[name].label}</span>
            {parts[name] === "ok" ? (
              <VerdictChip verdict="safe">answers</VerdictChip>
            ) : (
              <VerdictChip verdict="breaking">does not answer</VerdictChip>
            )}
          </li>
        ))}
      </ul>
      {down.map((name) => (
        <p key={name} className="text-second">
          {PARTS[name].label}: {PARTS[name].down}
        </p>
      ))}
    </section>
  );
}

/** Keeps the place of the strip. */
export function HealthStripSkeleton() {
  return (
    <div
      role="status"
      aria-label="Asking whether everything answers"
      className="flex h-[21px] items-center gap-5"
    >
      <Skeleton className="h-3 w-36" />
      <Skeleton className="h-3 w-36" />
      <Skeleton className="h-3 w-28" />
    </div>
  );
}
