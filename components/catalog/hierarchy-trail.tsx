import Link from "next/link";

const LINK = "mono text-ink no-underline underline-offset-2 hover:underline";

/** An entity in its hierarchy, in a sentence: each step upwards with the feature that names the parent. */
export function HierarchyTrail({
  name,
  parents,
  below,
  entityHref,
}: {
  name: string;
  /** Nearest first. */
  parents: readonly { entity: string; from: string }[];
  /** The entities right below it. */
  below: readonly string[];
  entityHref: (name: string) => string;
}) {
  if (parents.length === 0 && below.length === 0) {
    return <p className="text-third">It stands alone: it has no parent, and no entity has it as a parent.</p>;
  }
  return (
    <div className="flex flex-col gap-1 text-second">
      <p>
        <span className="mono font-semibold text-ink">{name}</span>
        {parents.map(({ entity, from }) => (
          <span key={entity}>
            <span aria-hidden="true"> → </span>
            <span className="sr-only"> belongs to </span>
            <Link href={entityHref(entity)} prefetch={false} className={LINK}>
              {entity}
            </Link>{" "}
            <span className="text-sm text-third">
              by <span className="mono">{from}</span>
            </span>
          </span>
        ))}
        {parents.length === 0 ? <span> is the top of its hierarchy</span> : null}
      </p>
      {below.length > 0 ? (
        <p>
          Below it:{" "}
          {below.map((child, index) => (
            <span key={child}>
              {index > 0 ? ", " : ""}
              <Link href={entityHref(child)} prefetch={false} className={LINK}>
                {child}
              </Link>
            </span>
          ))}
        </p>
      ) : null}
    </div>
  );
}
