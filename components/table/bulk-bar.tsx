"use client";

import { announce } from "@/components/ui/announce";
import { Button } from "@/components/ui/button";
import { copyText } from "@/components/ui/copy-listener";
import { useKeys } from "@/components/ui/use-keys";
import { formatCounted } from "@/lib/format/number";

/**
 * What can be done with the selected rows, at the foot of the window while any is selected. It has keys, because rows
 * selected at the top of a table lie many stops before it.
 */
export function BulkBar({
  count,
  names,
  onExport,
  onClear,
}: {
  count: number;
  names: () => string[];
  onExport: () => void;
  onClear: () => void;
}) {
  const copyNames = async () => {
    const list = names();
    const done = await copyText(list.join("\n"));
    announce(done ? `Copied ${formatCounted(list.length, "name")}` : "Copying is not allowed here");
  };
  useKeys([
    { keys: "c", label: "Copy the selected names", group: "Table", run: () => void copyNames() },
    { keys: "d", label: "Download the selected rows", group: "Table", run: onExport },
    { keys: "Escape", label: "Clear the selection", group: "Table", when: isNothingOpen, run: onClear },
  ]);
  return (
    <section
      aria-label="Selected rows"
      className="sticky bottom-4 z-10 mx-auto mt-3 flex w-max max-w-full items-center gap-2 rounded-panel bg-page py-1.5 pr-1.5 pl-4 shadow-float"
    >
      <span className="mr-2 font-medium" role="status">
        {count} selected
      </span>
      <Button size="small" icon="copy" hint="c" onClick={() => void copyNames()}>
        Copy names
      </Button>
      <Button size="small" icon="download" hint="d" onClick={onExport}>
        CSV
      </Button>
      <Button
        size="small"
        variant="ghost"
        icon="close"
        aria-label="Clear the selection"
        aria-keyshortcuts="Escape"
        onClick={onClear}
      />
    </section>
  );
}

/** Escape first closes what floats above the page. */
function isNothingOpen(): boolean {
  return document.querySelector(":popover-open") === null;
}
