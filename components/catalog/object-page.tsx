import type { ReactNode } from "react";
import { Chip, Chips } from "@/components/ui/chip";
import { type KeyValue, KeyValues } from "@/components/ui/key-values";
import { LinkButton } from "@/components/ui/link-button";
import { Markdown } from "@/components/ui/markdown";
import { PageBody, PageHeader } from "@/components/ui/page-header";
import { Section, WithRail } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import type { CatalogKind } from "@/lib/core/search/query";
import { filteredHref, teamHref, withAt } from "./addresses";
import { type ActivityEntry, happenings, sentenceText } from "./happenings";
import { KIND_SECTIONS } from "./words";

/** What every object of a project is besides its definition. */
interface ObjectFacts {
  name: string;
  description: string | null;
  owner: { name: string } | null;
  tags: readonly string[];
  createdAt: Date;
  /** Since when it has been as it is now. */
  validFrom: Date;
}

interface ObjectPageProps {
  project: string;
  kind: Exclude<CatalogKind, "consumer">;
  object: ObjectFacts;
  /** What happened to it, newest first. */
  activity: readonly (Omit<ActivityEntry, "at"> & { at: Date })[];
  at: string | null;
  now: string;
  chips?: ReactNode;
  /** More facts, above those that every object has. */
  facts?: readonly KeyValue[];
  /** More panels of the rail. */
  rail?: ReactNode;
  children: ReactNode;
}

/** The page of an entity, a source or a feature service: its name and description, and beside it who owns it and since when. */
export function ObjectPage(props: ObjectPageProps) {
  const { project, object, activity, at, now, chips, rail, children } = props;
  return (
    <PageBody>
      <PageHeader
        title={object.name}
        mono
        copy={object.name}
        chips={chips}
        actions={<LinkButton href={withAt(`/p/${project}/lineage`, at)}>Lineage</LinkButton>}
      >
        {object.description ? <Markdown text={object.description} /> : null}
      </PageHeader>
      <WithRail
        rail={
          <>
            <AboutPanel {...props} />
            {rail}
            <HistoryPanel
              entries={activity.map((item) => ({ ...item, at: item.at.toISOString() }))}
              now={now}
            />
          </>
        }
      >
        {children}
      </WithRail>
    </PageBody>
  );
}

function AboutPanel({ project, kind, object, facts = [], at, now }: ObjectPageProps) {
  const { owner, tags, createdAt, validFrom } = object;
  return (
    <Section panel title="About">
      <KeyValues
        className="px-3 py-2.5"
        items={[
          ...facts,
          {
            label: "Owner",
            value:
              owner === null ? "nobody" : <Chip href={withAt(teamHref(owner.name), at)}>{owner.name}</Chip>,
          },
          {
            label: "Tags",
            value:
              tags.length === 0 ? null : (
                <Chips>
                  {tags.map((tag) => (
                    <Chip key={tag} href={withAt(filteredHref(project, KIND_SECTIONS[kind], "tag", tag), at)}>
                      {tag}
                    </Chip>
                  ))}
                </Chips>
              ),
          },
          { label: "Registered", value: <Time at={createdAt.toISOString()} now={now} /> },
          { label: "Unchanged since", value: <Time at={validFrom.toISOString()} now={now} /> },
        ]}
      />
    </Section>
  );
}

const LINES_MAX = 6;

function HistoryPanel({ entries, now }: { entries: readonly ActivityEntry[]; now: string }) {
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
