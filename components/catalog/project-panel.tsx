import Link from "next/link";
import { Section } from "@/components/ui/section";
import { CATALOG_KINDS } from "@/lib/core/search/query";
import { formatCount } from "@/lib/format/number";
import { withAt } from "./addresses";
import { KIND_SECTIONS, KIND_TITLES } from "./words";

export interface ProjectSummaryView {
  name: string;
  description: string | null;
  counts: Readonly<Record<string, number>>;
}

/** A project and how much it holds. */
export function ProjectPanel({ project }: { project: ProjectSummaryView }) {
  return (
    <Section
      panel
      title={project.name}
      aside={
        <Link href={`/p/${project.name}`} prefetch={false} className="underline-offset-2 hover:underline">
          Open
        </Link>
      }
    >
      {project.description ? (
        <div className="border-line border-b px-3 py-2 text-second">
          <p className="line-clamp-4">{project.description}</p>
        </div>
      ) : null}
      <ProjectCounts project={project} at={null} />
    </Section>
  );
}

/** How much of each kind, each a link to its list. */
export function ProjectCounts({ project, at }: { project: ProjectSummaryView; at: string | null }) {
  return (
    <ul className="py-1">
      {CATALOG_KINDS.map((kind) => (
        <li key={kind}>
          <Link
            href={withAt(`/p/${project.name}/${KIND_SECTIONS[kind]}`, at)}
            prefetch={false}
            className="flex h-7 items-center justify-between gap-2 px-3 text-second no-underline hover:bg-hover hover:text-ink pointer-coarse:h-10"
          >
            {KIND_TITLES[kind]}
            <span className="text-third">{formatCount(project.counts[kind] ?? 0)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
