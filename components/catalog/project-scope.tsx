import Link from "next/link";
import { cx } from "@/components/ui/cx";
import { placeHref, type SearchPlace } from "./search-place";

/** Which project a search looks through: one, or all. */
export function ProjectScope({ projects, place }: { projects: readonly string[]; place: SearchPlace }) {
  const options = [null, ...projects];
  return (
    <section aria-labelledby="facet-project">
      <h2 id="facet-project" className="px-1.5 pb-1 text-sm text-third">
        Project
      </h2>
      <ul>
        {options.map((project) => {
          const isOn = project === place.input.project;
          return (
            <li key={project ?? "all"}>
              <Link
                href={placeHref(place, { project })}
                prefetch={false}
                scroll={false}
                aria-current={isOn ? "true" : undefined}
                className={cx(
                  "flex min-h-6 items-center rounded-chip px-1.5 no-underline hover:bg-hover focus-visible:rounded-chip pointer-coarse:min-h-10",
                  isOn ? "bg-hover font-medium text-ink" : "text-second hover:text-ink",
                )}
              >
                <span className="truncate">{project ?? "All projects"}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
