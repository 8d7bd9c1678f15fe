import Link from "next/link";
import { Fragment } from "react";
import { Avatar } from "@/components/ui/avatar";
import { Time } from "@/components/ui/time";
import { withAt } from "./addresses";
import { type ActivityEntry, type Happening, happenings, type SentencePart } from "./happenings";

const LINK = "text-ink no-underline underline-offset-2 hover:underline";

/** What happened, newest first, one line for each change. */
export function ActivityList({
  entries,
  now,
  at = null,
  limit,
  withProject = false,
}: {
  entries: readonly ActivityEntry[];
  now: string;
  at?: string | null;
  /** How many lines at most. */
  limit?: number;
  /** Whether the lines say in which project. */
  withProject?: boolean;
}) {
  const list = happenings(entries).slice(0, limit);
  if (list.length === 0) return <p className="text-third">Nothing has happened here yet.</p>;
  return (
    <ol className="flex flex-col">
      {list.map((happening) => (
        <li
          key={happening.id}
          className="flex items-baseline gap-3 border-line border-b py-1.5 first:border-t"
        >
          <HappeningText happening={happening} at={at} withProject={withProject} />
          <Time at={happening.at} now={now} className="ml-auto shrink-0 text-third" />
        </li>
      ))}
    </ol>
  );
}

function HappeningText({
  happening,
  at,
  withProject,
}: {
  happening: Happening;
  at: string | null;
  withProject: boolean;
}) {
  const { actor, sentence, message, project } = happening;
  return (
    <p className="min-w-0 break-words">
      <span className="mr-1.5 inline-flex align-[-3px]">
        <Avatar name={actor.name} size={16} />
      </span>
      {actor.href ? (
        <Link href={actor.href} prefetch={false} className={`font-medium ${LINK}`}>
          {actor.name}
        </Link>
      ) : (
        <span className="font-medium">{actor.name}</span>
      )}{" "}
      <span className="text-second">
        {sentence.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a sentence have no identity beyond their order
          <Fragment key={index}>{partText(part, at)}</Fragment>
        ))}
        {withProject && project !== null && !names(sentence, project) ? ` in ${project}` : null}
      </span>
      {message ? <span className="text-third"> · {message}</span> : null}
    </p>
  );
}

function partText(part: SentencePart, at: string | null) {
  if (typeof part === "string") return part;
  const look = part.mono ? "mono text-ink" : "text-ink";
  return part.href ? (
    <Link href={withAt(part.href, at)} prefetch={false} className={`${look} ${LINK}`}>
      {part.name}
    </Link>
  ) : (
    <span className={look}>{part.name}</span>
  );
}

/** Whether the sentence says the name already. */
function names(sentence: readonly SentencePart[], name: string): boolean {
  return sentence.some((part) => typeof part !== "string" && part.name === name);
}
