import { cx } from "./cx";

/** Holds the place of a line of text while it loads. */
export function Skeleton({ className = "h-3 w-32" }: { className?: string }) {
  return <span aria-hidden="true" className={cx("block animate-pulse rounded-chip bg-hover", className)} />;
}

const BAR_WIDTHS = ["w-44", "w-36", "w-52", "w-40", "w-48"] as const;

/** Holds the place of a table: the same row height as the real one, so that nothing moves when it arrives. */
export function TableSkeleton({ rows = 10, columns = 5 }: { rows?: number; columns?: number }) {
  return (
    <div role="status" aria-label="Loading">
      <div className="flex h-8 items-center border-line border-b" />
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton have no identity
        <div key={row} className="flex h-8 items-center gap-8 border-line border-b px-2.5">
          <Skeleton className={cx("h-2.5", BAR_WIDTHS[row % BAR_WIDTHS.length])} />
          {Array.from({ length: columns - 1 }, (_, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <Skeleton key={column} className="hidden h-2.5 w-20 md:block" />
          ))}
        </div>
      ))}
    </div>
  );
}
