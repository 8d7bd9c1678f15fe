import Link from "next/link";
import type { Lifecycle } from "@/lib/core/model/definitions";
import { LifecycleChip, VersionChip } from "./chip";
import { CopyButton } from "./copy-button";
import { cx } from "./cx";

export interface NameProps {
  name: string;
  href?: string;
  version?: number;
  lifecycle?: Lifecycle;
  /** What is copied when it is more than the name, such as `group:feature`. */
  copy?: string;
  strong?: boolean;
}

/** Longer names may be cut where space is short, so they can be read whole on hover. */
const LONG_NAME = 24;

/** A name people type: mono, with a copy button on hover and focus; version and lifecycle where they say something. */
export function Name({ name, href, version, lifecycle, copy = name, strong = false }: NameProps) {
  const tip = name.length > LONG_NAME ? name : undefined;
  const weight = strong ? "font-semibold!" : undefined;
  return (
    <span className="name">
      {href ? (
        <Link href={href} prefetch={false} className={cx("quiet-link", weight)} data-tip={tip}>
          {name}
        </Link>
      ) : (
        <span className={weight} data-tip={tip}>
          {name}
        </span>
      )}
      {version === undefined ? null : <VersionChip version={version} />}
      {lifecycle ? <LifecycleChip lifecycle={lifecycle} /> : null}
      <CopyButton text={copy} what={copy} />
    </span>
  );
}
