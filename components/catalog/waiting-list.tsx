import Link from "next/link";
import type { ReactNode } from "react";
import { LinkButton } from "@/components/ui/link-button";
import { Time } from "@/components/ui/time";
import { NONE } from "@/lib/core/search/query";
import { formatCounted } from "@/lib/format/number";
import { objectHref } from "./addresses";

export interface WaitingListProps {
  laggingPins: readonly {
    project: string;
    service: string;
    group: string;
    version: number;
    latestVersion: number;
  }[];
  ownerless: readonly { project: string; count: number }[];
  /** Moments as RFC 3339. */
  expiringTokens: readonly { name: string; expiresAt: string }[];
  now: string;
}

/** What somebody should act on, each as a sentence with the way to act. */
export function WaitingList({ laggingPins, ownerless, expiringTokens, now }: WaitingListProps) {
  if (laggingPins.length + ownerless.length + expiringTokens.length === 0) {
    return <p className="border-line border-y py-2 text-third">Nothing. What needs you shows up here.</p>;
  }
  return (
    <ul className="flex flex-col">
      {laggingPins.map(({ project, service, group, version, latestVersion }) => (
        <Item
          key={`${project}/${service}/${group}`}
          action={
            <LinkButton
              size="small"
              href={`${objectHref(project, "group", group)}/versions?from=${version}&to=${latestVersion}`}
            >
              Compare v{version} with v{latestVersion}
            </LinkButton>
          }
        >
          <MonoLink href={objectHref(project, "service", service)}>{service}</MonoLink> reads{" "}
          <MonoLink href={objectHref(project, "group", group)}>{group}</MonoLink> v{version},{" "}
          {formatCounted(latestVersion - version, "version")} behind
        </Item>
      ))}
      {ownerless.map(({ project, count }) => (
        <Item
          key={project}
          action={
            <LinkButton size="small" href={`/search?${new URLSearchParams({ project, owner: NONE })}`}>
              Show them
            </LinkButton>
          }
        >
          {count === 1 ? "1 entry" : formatCounted(count, "entry", "entries")} in{" "}
          <MonoLink href={`/p/${project}`}>{project}</MonoLink> {count === 1 ? "has" : "have"} no owner
        </Item>
      ))}
      {expiringTokens.map(({ name, expiresAt }) => (
        <Item
          key={`${name}${expiresAt}`}
          action={
            <LinkButton size="small" href="/settings/tokens">
              Renew it
            </LinkButton>
          }
        >
          Your API token <span className="mono text-ink">{name}</span>{" "}
          {expiresAt < now ? "expired" : "expires"} <Time at={expiresAt} now={now} />
        </Item>
      ))}
    </ul>
  );
}

function Item({ children, action }: { children: ReactNode; action: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-line border-b py-1.5 first:border-t">
      <span className="min-w-0 break-words text-second">{children}</span>
      {action}
    </li>
  );
}

function MonoLink({ href, children }: { href: string; children: string }) {
  return (
    <Link
      href={href}
      prefetch={false}
      className="mono text-ink no-underline underline-offset-2 hover:underline"
    >
      {children}
    </Link>
  );
}
