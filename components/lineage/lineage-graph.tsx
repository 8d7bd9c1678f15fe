import Link from "next/link";
import { cx } from "@/components/ui/cx";
import { ScrollBox } from "@/components/ui/scroll-box";
import { formatCount } from "@/lib/format/number";
import {
  type LineageEdge,
  type LineageKind,
  type LineageNode,
  layoutLineage,
  NODE_HEIGHT,
  type PlacedNode,
} from "./layout";

/** By shape and word, because colour is for verdicts. */
const KINDS: Record<LineageKind, { word: string; shape: string }> = {
  source: { word: "source", shape: "M2 3h8v6H2z" },
  group: { word: "group", shape: "M1.5 1.5h9v9h-9zM1.5 5h9" },
  feature: { word: "feature", shape: "M6 1.5 10.5 6 6 10.5 1.5 6z" },
  service: { word: "service", shape: "M6 1.2 10.4 3.6v4.8L6 10.8 1.6 8.4V3.6z" },
  consumer: { word: "consumer", shape: "M6 1.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z" },
};

/**
 * Where something comes from and what it reaches, drawn on the server. Nodes are links in reading order; a node with
 * neighbours that are not drawn says how many. `focusId` is the node the picture is about.
 */
export function LineageGraph({
  nodes,
  edges,
  focusId,
  label,
}: {
  nodes: readonly LineageNode[];
  edges: readonly LineageEdge[];
  focusId: string;
  label: string;
}) {
  const layout = layoutLineage(nodes, edges);
  const touched = new Set(layout.edges.filter((edge) => edge.from === focusId || edge.to === focusId));
  return (
    <ScrollBox label={label} className="overflow-x-auto rounded-panel border border-line">
      <div className="relative mx-auto" style={{ width: layout.width, height: layout.height }}>
        <svg width={layout.width} height={layout.height} aria-hidden="true" className="absolute inset-0">
          <defs>
            <Arrow id="lineage-arrow" className="fill-line-strong" />
            <Arrow id="lineage-arrow-near" className="fill-third" />
          </defs>
          {layout.edges.map((edge) => (
            <path
              key={`${edge.from}>${edge.to}`}
              d={edge.path}
              markerEnd={`url(#lineage-arrow${touched.has(edge) ? "-near" : ""})`}
              className={cx("fill-none", touched.has(edge) ? "stroke-third" : "stroke-line-strong")}
              strokeWidth={touched.has(edge) ? 1.5 : 1}
            />
          ))}
        </svg>
        <ul>
          {layout.nodes.map((placed) => (
            <NodeBox
              key={placed.node.id}
              placed={placed}
              width={layout.nodeWidth}
              focused={placed.node.id === focusId}
            />
          ))}
        </ul>
      </div>
    </ScrollBox>
  );
}

function NodeBox({
  placed: { node, x, y },
  width,
  focused,
}: {
  placed: PlacedNode;
  width: number;
  focused: boolean;
}) {
  const look = cx(
    "flex size-full flex-col justify-center rounded-control border bg-page px-3 text-ink no-underline focus-visible:rounded-control",
    focused ? "border-accent bg-accent-tint" : "border-line-strong",
    node.href && !focused && "hover:bg-hover",
  );
  const content = (
    <>
      <span className={cx("mono truncate", focused ? "font-semibold" : "font-medium")}>{node.name}</span>
      <span
        className={cx("flex min-w-0 items-center gap-1.5 text-xs", focused ? "text-second" : "text-third")}
      >
        <KindMark kind={node.kind} />
        <span className="truncate">
          {KINDS[node.kind].word}
          {node.meta ? ` · ${node.meta}` : ""}
        </span>
      </span>
    </>
  );
  return (
    <li className="absolute" style={{ left: x, top: y, width, height: NODE_HEIGHT }}>
      {node.href ? (
        <Link
          href={node.href}
          prefetch={false}
          aria-current={focused ? "true" : undefined}
          className={look}
          data-tip={node.name.length > 26 ? node.name : undefined}
        >
          {content}
        </Link>
      ) : (
        <span className={look}>{content}</span>
      )}
      <Stub count={node.moreBefore} side="left" />
      <Stub count={node.moreAfter} side="right" />
    </li>
  );
}

function Stub({ count, side }: { count?: number; side: "left" | "right" }) {
  if (!count) return null;
  const what = side === "left" ? `${count} more that it reads` : `${count} more that read it`;
  return (
    <span
      data-tip={what}
      className={cx(
        "-bottom-3 absolute rounded-full border border-line-strong bg-page px-1.5 text-xs leading-4 text-second",
        side === "left" ? "left-3" : "right-3",
      )}
    >
      <span aria-hidden="true">+{formatCount(count)}</span>
      <span className="sr-only">, {what}</span>
    </span>
  );
}

function Arrow({ id, className }: { id: string; className: string }) {
  return (
    <marker
      id={id}
      viewBox="0 0 8 8"
      refX="7"
      refY="4"
      markerWidth="7"
      markerHeight="7"
      markerUnits="userSpaceOnUse"
      orient="auto"
    >
      <path d="M0 1 7 4 0 7z" className={className} />
    </marker>
  );
}

function KindMark({ kind }: { kind: LineageKind }) {
  return (
    <svg
      width="12"
      height="12"
      viewBox="0 0 12 12"
      aria-hidden="true"
      className="shrink-0 fill-none stroke-current"
    >
      <path d={KINDS[kind].shape} />
    </svg>
  );
}

/** What the marks stand for; only the kinds that are in the picture. */
export function LineageLegend({ nodes }: { nodes: readonly LineageNode[] }) {
  const present = (Object.keys(KINDS) as LineageKind[]).filter((kind) =>
    nodes.some((node) => node.kind === kind),
  );
  return (
    <ul aria-label="Legend" className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-third">
      {present.map((kind) => (
        <li key={kind} className="flex items-center gap-1.5">
          <KindMark kind={kind} />
          {KINDS[kind].word}
        </li>
      ))}
    </ul>
  );
}
