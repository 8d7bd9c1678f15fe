import Link from "next/link";
import type { ReactNode } from "react";
import { Avatar } from "@/components/ui/avatar";
import { Chip, LifecycleChip, VerdictChip } from "@/components/ui/chip";
import { Name } from "@/components/ui/name";
import { Time } from "@/components/ui/time";
import { ValueCell } from "@/components/ui/value-cell";
import { LIFECYCLES } from "@/lib/core/model/definitions";
import { formatBytes } from "@/lib/format/bytes";
import { formatElapsed } from "@/lib/format/duration";
import { formatCount, formatFloat } from "@/lib/format/number";
import {
  chipCells,
  dataCell,
  isEmptyCell,
  type TableCell,
  type TableColumn,
  type TableRow,
  textCell,
  verdictCell,
} from "./columns";

const LINK_CLASS = "quiet-link";

/** A cell by the kind of its column. */
export function CellContent({
  column,
  row,
  now,
}: {
  column: TableColumn;
  row: TableRow;
  now: string;
}): ReactNode {
  const cell = row.cells[column.id];
  if (isEmptyCell(cell)) return <EmptyMark reason={cell?.empty ?? column.empty} />;
  switch (column.kind) {
    case "name": {
      const { text, href = row.href, detail, ...rest } = textCell(cell);
      return (
        <span className="flex min-w-0 items-center gap-2">
          <Name name={text} href={href} version={rest.version} lifecycle={rest.lifecycle} copy={rest.copy} />
          {detail ? <span className="truncate text-third">{detail}</span> : null}
        </span>
      );
    }
    case "number":
      return numberText(cell);
    case "bytes":
      return formatBytes(Number(cell));
    case "duration":
      return formatElapsed(Number(cell));
    case "time":
      return typeof cell === "string" ? (
        <Time at={cell} now={now} focusable={false} className="text-second" />
      ) : null;
    case "chips":
      return <ChipList cell={cell} />;
    case "verdict": {
      const verdict = verdictCell(cell);
      return verdict ? <VerdictChip verdict={verdict} /> : null;
    }
    case "lifecycle": {
      const lifecycle = LIFECYCLES.find((known) => known === cell);
      return lifecycle === "active" ? (
        <span className="text-third">active</span>
      ) : lifecycle ? (
        <LifecycleChip lifecycle={lifecycle} />
      ) : null;
    }
    case "bool":
      return cell ? "yes" : <span className="text-third">no</span>;
    case "value":
      return <Data cell={cell} type={column.valueType ?? "string"} />;
    case "owner":
      return <Owner cell={cell} />;
    case "text":
    case "mono":
      return <Text cell={cell} mono={column.kind === "mono"} />;
  }
}

function EmptyMark({ reason }: { reason?: string }) {
  return (
    <span className="text-third" data-tip={reason} data-empty>
      –{reason ? <span className="sr-only"> {reason}</span> : null}
    </span>
  );
}

function numberText(cell: TableCell | undefined): string {
  if (typeof cell === "number") return Number.isInteger(cell) ? formatCount(cell) : formatFloat(cell);
  return formatCount(String(cell));
}

function Text({ cell, mono }: { cell: TableCell | undefined; mono: boolean }) {
  const { text, href, tip, detail } = textCell(cell);
  const look = mono ? "mono text-second" : undefined;
  return (
    <>
      {href ? (
        <Link
          href={href}
          prefetch={false}
          className={mono ? `mono ${LINK_CLASS}` : LINK_CLASS}
          data-tip={tip}
        >
          {text}
        </Link>
      ) : (
        <span className={look} data-tip={tip}>
          {text}
        </span>
      )}
      {detail ? <span className="text-third"> {detail}</span> : null}
    </>
  );
}

function Owner({ cell }: { cell: TableCell | undefined }) {
  const { text, href, tip } = textCell(cell);
  return (
    <span className="inline-flex min-w-0 max-w-full items-center gap-1.5 align-bottom" data-tip={tip}>
      <Avatar name={text} size={16} />
      {href ? (
        <Link href={href} prefetch={false} className={`truncate ${LINK_CLASS}`}>
          {text}
        </Link>
      ) : (
        <span className="truncate">{text}</span>
      )}
    </span>
  );
}

function ChipList({ cell }: { cell: TableCell | undefined }) {
  return (
    // What does not fit fades out; the padding keeps what fits clear of that.
    <span className="flex min-w-0 gap-1 overflow-hidden pr-4 [mask-image:linear-gradient(to_right,#000_calc(100%-16px),transparent)]">
      {chipCells(cell).map((chip) => (
        <Chip key={chip.text} tone={chip.tone} href={chip.href} tip={chip.tip}>
          {chip.text}
        </Chip>
      ))}
    </span>
  );
}

function Data({ cell, type }: { cell: TableCell | undefined; type: string }) {
  const { value, tip, href } = dataCell(cell);
  const shown = <ValueCell value={value} type={type} />;
  if (href) {
    return (
      <Link href={href} prefetch={false} className={LINK_CLASS} data-tip={tip}>
        {shown}
      </Link>
    );
  }
  return tip ? <span data-tip={tip}>{shown}</span> : shown;
}
