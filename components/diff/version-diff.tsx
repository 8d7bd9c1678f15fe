import { VerdictChip } from "@/components/ui/chip";
import { Name } from "@/components/ui/name";
import type { AttributeChange, FeatureChange, VersionDiff } from "@/lib/core/schema/diff";
import type { LevelFinding } from "@/lib/core/schema/level";
import { formatCount, formatCounted, formatFloat } from "@/lib/format/number";
import { attributeLabel, attributeText, isCodeAttribute, isNothing, numericDelta } from "./attribute-text";
import { Added, DiffParts, Removed } from "./diff-parts";
import { type DiffRow, diffRows, verdictCounts } from "./diff-rows";
import { ExpandKey } from "./expand-key";
import { diffCode } from "./text-diff";

const CHANGES: Record<FeatureChange["change"], { glyph: string; word: string }> = {
  added: { glyph: "+", word: "added" },
  dropped: { glyph: "−", word: "dropped" },
  renamed: { glyph: "Δ", word: "renamed" },
  changed: { glyph: "Δ", word: "changed" },
  unchanged: { glyph: "", word: "unchanged" },
};

const UNCHANGED_ID = "unchanged-features";
const HEAD_CLASS = "px-2.5 py-1.5 text-left font-normal text-third";
const CELL_CLASS = "border-line border-b px-2.5 py-2.5 align-middle";

/**
 * Two versions of a group compared by meaning: a row per feature, so that a rename or a new type is one row; what
 * left is struck through, what came is plain. With findings each row says what it does to training and serving.
 */
export function VersionDiffTable({
  diff,
  findings,
  label,
  featureHref,
}: {
  diff: VersionDiff;
  findings?: readonly LevelFinding[];
  /** "airport_load, v2 to v3", for screen readers. */
  label: string;
  /** The address of a feature's page with `{name}` in it; plain text, so that a page can pass it. */
  featureHref?: string;
}) {
  const { changed, unchanged } = diffRows(diff, findings ?? []);
  const judged = findings !== undefined;
  const linkTo = (name: string) => featureHref?.replace("{name}", encodeURIComponent(name));
  if (changed.length === 0) {
    return (
      <p className="text-second">
        Nothing differs. {formatCounted(unchanged.length, "feature")} are the same on both sides.
      </p>
    );
  }
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <Summary rows={changed} unchanged={unchanged.length} judged={judged} />
      <div className="@container relative overflow-x-auto">
        <table aria-label={label} className="diff-table w-full border-separate border-spacing-0">
          <thead>
            <tr>
              <th scope="col" className={`${HEAD_CLASS} w-8 border-line border-b`}>
                <span className="sr-only">Change</span>
              </th>
              <th scope="col" className={`${HEAD_CLASS} border-line border-b`}>
                Feature
              </th>
              <th scope="col" className={`${HEAD_CLASS} border-line border-b`}>
                Change
              </th>
              {judged ? (
                <>
                  <th scope="col" className={`${HEAD_CLASS} w-24 border-line border-b`}>
                    Training
                  </th>
                  <th scope="col" className={`${HEAD_CLASS} w-24 border-line border-b`}>
                    Serving
                  </th>
                  <th scope="col" className={`${HEAD_CLASS} w-[26%] min-w-48 border-line border-b`}>
                    Why
                  </th>
                </>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {changed.map((row) => (
              <ChangedRow
                key={row.key}
                row={row}
                judged={judged}
                href={row.name && row.change !== "dropped" ? linkTo(row.name) : undefined}
              />
            ))}
          </tbody>
        </table>
      </div>
      {unchanged.length > 0 ? <Unchanged features={unchanged} linkTo={linkTo} /> : null}
    </div>
  );
}

function Summary({
  rows,
  unchanged,
  judged,
}: {
  rows: readonly DiffRow[];
  unchanged: number;
  judged: boolean;
}) {
  const counts = verdictCounts(rows);
  return (
    <p className="flex flex-wrap items-center gap-1.5">
      {judged
        ? (["breaking", "risky", "safe"] as const).map((verdict) =>
            counts[verdict] > 0 ? (
              <VerdictChip key={verdict} verdict={verdict}>
                {formatCount(counts[verdict])} {verdict}
              </VerdictChip>
            ) : null,
          )
        : formatCounted(rows.length, "change")}
      <span className="text-third">{formatCount(unchanged)} unchanged</span>
    </p>
  );
}

function ChangedRow({ row, judged, href }: { row: DiffRow; judged: boolean; href?: string }) {
  const { glyph, word } = CHANGES[row.change];
  return (
    <tr>
      <td className={`${CELL_CLASS} text-center font-mono text-third`}>
        <span aria-hidden="true">{glyph}</span>
      </td>
      <td className={CELL_CLASS}>
        {row.name === null ? (
          <span className="font-semibold">the group</span>
        ) : (
          <Name name={row.name} href={href} strong />
        )}
        <span className="block text-sm text-third">{changeWords(row, word)}</span>
      </td>
      <td className={`${CELL_CLASS} max-w-[480px]`}>
        <Changes row={row} />
      </td>
      {judged ? (
        <>
          <td data-label="Training" className={CELL_CLASS}>
            {row.training ? <VerdictChip verdict={row.training} /> : <span className="text-third">–</span>}
          </td>
          <td data-label="Serving" className={CELL_CLASS}>
            {row.serving ? <VerdictChip verdict={row.serving} /> : <span className="text-third">–</span>}
          </td>
          <td className={`${CELL_CLASS} text-sm text-second`}>
            {row.why.map((reason) => (
              <p key={reason}>{reason}</p>
            ))}
          </td>
        </>
      ) : null}
    </tr>
  );
}

/** `type, unit` says more than `changed`. */
function changeWords(row: DiffRow, word: string): string {
  if (row.change !== "changed") return word;
  return row.attributes.map((change) => attributeLabel(change.attribute)).join(", ");
}

function Changes({ row }: { row: DiffRow }) {
  if (row.change === "added" || row.change === "dropped") return <WholeFeature row={row} />;
  return (
    <div className="flex flex-col gap-1">
      {row.previousName !== null && row.name !== null ? (
        <p className="mono">
          <Removed>{row.previousName}</Removed> → <Added>{row.name}</Added>
        </p>
      ) : null}
      {row.attributes.map((change) => (
        <div key={change.attribute}>
          {row.attributes.length > 1 || row.change === "renamed" ? (
            <span className="text-sm text-third">{attributeLabel(change.attribute)} </span>
          ) : null}
          <AttributeDiff change={change} />
        </div>
      ))}
    </div>
  );
}

/** One attribute, before and after. Code is compared token by token. */
function AttributeDiff({ change: { attribute, from, to } }: { change: AttributeChange }) {
  const [before, after] = [attributeText(attribute, from), attributeText(attribute, to)];
  if (isCodeAttribute(attribute) && from !== null && to !== null) {
    return (
      <code className="whitespace-pre-wrap break-words">
        <DiffParts parts={diffCode(before, after)} />
      </code>
    );
  }
  const delta = numericDelta(from, to);
  return (
    <span className="mono break-words">
      {isNothing(from) ? <span className="text-third">{before}</span> : <Removed>{before}</Removed>} →{" "}
      {isNothing(to) ? <span className="text-third">{after}</span> : <Added>{after}</Added>}
      {delta === null ? null : (
        <span className="text-third">
          {" "}
          ({delta > 0 ? "+" : ""}
          {formatFloat(delta)})
        </span>
      )}
    </span>
  );
}

/** What was added or dropped, in a line: its type first, then whatever else it says about itself. */
function WholeFeature({ row }: { row: DiffRow }) {
  const side = row.change === "added" ? "to" : "from";
  const said = row.attributes.filter(
    (change) => !isNothing(change[side]) && change.attribute !== "computation",
  );
  const short = said.filter((change) => !isCodeAttribute(change.attribute));
  const code = said.filter((change) => isCodeAttribute(change.attribute));
  const words = short.map((change) => {
    const text = attributeText(change.attribute, change[side]);
    return change.attribute === "type" || change.attribute === "nullable"
      ? text
      : `${attributeLabel(change.attribute)} ${text}`;
  });
  return (
    <div className="mono">
      <p>{words.join(", ")}</p>
      {code.map((change) => (
        <p key={change.attribute} className="whitespace-pre-wrap break-words text-second">
          {attributeText(change.attribute, change[side])}
        </p>
      ))}
    </div>
  );
}

function Unchanged({
  features,
  linkTo,
}: {
  features: readonly FeatureChange[];
  linkTo: (name: string) => string | undefined;
}) {
  return (
    <details id={UNCHANGED_ID} className="group/fold border-line border-b">
      <summary className="flex list-none items-center gap-2 px-2.5 py-2 text-third hover:text-ink">
        <span aria-hidden="true">⋯</span>
        {formatCounted(features.length, "unchanged feature")}
        <ExpandKey detailsId={UNCHANGED_ID} />
        <span className="group-open/fold:hidden">expand</span>
        <span className="hidden group-open/fold:inline">fold</span>
      </summary>
      <ul className="columns-1 gap-8 px-2.5 pb-3 sm:columns-2 lg:columns-3">
        {features.map((feature) => (
          <li key={feature.featureId} className="break-inside-avoid py-0.5">
            <Name name={feature.name} href={linkTo(feature.name)} />
          </li>
        ))}
      </ul>
    </details>
  );
}
