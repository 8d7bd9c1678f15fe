import { CodeBlock } from "@/components/code/code-block";
import { Section } from "@/components/ui/section";
import type { PreviewResult } from "@/lib/contracts/preview";
import { formatElapsed } from "@/lib/format/duration";
import { totalMs } from "./result-summary";

/** The plan in words, how each group was joined and why, where the time went, the SQL that ran and the same as portable SQL. */
export function HowJoined({ result }: { result: PreviewResult }) {
  return (
    <div className="flex flex-col gap-5">
      <Section title="The plan">
        <ol className="flex max-w-[88ch] list-decimal flex-col gap-1 pl-5">
          {result.explanation.map((sentence) => (
            <li key={sentence}>
              <WithNames text={sentence} />
            </li>
          ))}
        </ol>
      </Section>
      <Section title="The strategy">
        <ul className="flex flex-col gap-1">
          {result.groups.map((group) => (
            <li key={group.name}>
              <span className="mono">{group.name}</span>:{" "}
              <strong className="font-semibold">{group.strategy}</strong>, {group.reason}
            </li>
          ))}
        </ul>
      </Section>
      <Section title="The time" aside={formatElapsed(totalMs(result.timing_ms))}>
        <ul className="grid max-w-96 grid-cols-[1fr_auto] gap-x-6 gap-y-0.5">
          {result.timing_ms.map(({ phase, ms }) => (
            <li key={phase} className="col-span-2 grid grid-cols-subgrid">
              <span className="text-second">{phase}</span>
              <span className="text-right">{formatElapsed(ms)}</span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="The SQL" aside="As it ran, for reading: names and values instead of paths">
        <CodeBlock
          label="SQL of this preview"
          snippets={[
            { language: "sql", title: "As it ran", code: result.sql },
            ...(result.portable_sql === null
              ? []
              : [{ language: "sql" as const, title: "Portable", code: result.portable_sql }]),
          ]}
          maxHeight={360}
        />
      </Section>
    </div>
  );
}

/** Names stand in backticks. */
function WithNames({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a sentence have no identity beyond their order
      <code key={index}>{part}</code>
    ) : (
      part
    ),
  );
}
