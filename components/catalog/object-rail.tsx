import type { ReactNode } from "react";
import { Chip, Chips } from "@/components/ui/chip";
import { KeyValues } from "@/components/ui/key-values";
import { Section } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import { filteredHref, teamHref, withAt } from "./addresses";
import { type ActivityEntry, happenings, sentenceText } from "./happenings";

/** What every object of a project has beside its definition. */
export interface ObjectFacts {
  project: string;
  /** The section of the project that lists such objects: tags lead there. */
  section: string;
  owner: string | null;
  tags: readonly string[];
  /** RFC 3339. */
  createdAt: string;
  changedAt: string;
}

/** The rail of an object's page: who owns it, its tags, since when. */
export function AboutPanel({
  facts,
  items = [],
  at,
  now,
}: {
  facts: ObjectFacts;
  /** More facts, above the others. */
  items?: readonly { label: string; value: ReactNode }[];
  at: string | null;
  now: string;
}) {
  const { project, section, owner, tags, createdAt, changedAt } = facts;
  return (
    <Section panel title="About">
      <KeyValues
        className="px-3 py-2.5"
        items={[
          ...items,
          {
            label: "Owner",
            value: owner === null ? "nobody" : <Chip href={withAt(teamHref(owner), at)}>{owner}</Chip>,
          },
          {
            label: "Tags",
            value:
              tags.length === 0 ? null : (
                <Chips>
                  {tags.map((tag) => (
                    <Chip key={tag} href={withAt(filteredHref(project, section, "tag", tag), at)}>
                      {tag}
                    </Chip>
                  ))}
                </Chips>
              ),
          },
          { label: "Registered", value: <Time at={createdAt} now={now} /> },
          { label: "Unchanged since", value: <Time at={changedAt} now={now} /> },
        ]}
      />
    </Section>
  );
}

const LINES_MAX = 6;

/** What happened to an object, newest first. */
export function HistoryPanel({ entries, now }: { entries: readonly ActivityEntry[]; now: string }) {
  const list = happenings(entries).slice(0, LINES_MAX);
  return (
    <Section panel title="Activity">
      {list.length === 0 ? (
        <p className="px-3 py-2.5 text-third">Nothing has happened to it yet.</p>
      ) : (
        <ol className="flex flex-col gap-2 px-3 py-2.5">
          {list.map(({ id, at, actor, sentence, message }) => (
            <li key={id}>
              <span className="font-medium">{actor.name}</span>{" "}
              <span className="text-second">{sentenceText(sentence)}</span>
              {message ? <span className="text-third"> · {message}</span> : null}{" "}
              <Time at={at} now={now} className="text-sm text-third" />
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
