import { Chip, type ChipTone } from "@/components/ui/chip";
import { Section } from "@/components/ui/section";
import type { LeakFindingWire } from "@/lib/contracts/lint";
import { formatCounted } from "@/lib/format/number";

const TONES: Record<LeakFindingWire["severity"], ChipTone> = {
  error: "breaking",
  warning: "risky",
  note: "neutral",
};

/** What the linter found in the definitions of a group and of those that it reads. */
export function LeakSection({
  group,
  findings,
}: {
  group: string;
  /** `null` = the transforms could not be looked into. */
  findings: readonly LeakFindingWire[] | null;
}) {
  if (findings === null) {
    return (
      <Section title="Leaks" id="leaks">
        <p className="text-second">The engine is busy or away; load the page again in a moment.</p>
      </Section>
    );
  }
  const open = findings.filter((finding) => !finding.silenced);
  const silenced = findings.filter((finding) => finding.silenced);
  return (
    <Section title="Leaks" id="leaks" aside={<LeakCount findings={open} />}>
      {open.length === 0 ? (
        <p className="text-second">
          Nothing in its definition lets a value see its future. The preview proves it on data.
        </p>
      ) : (
        <ul className="flex flex-col gap-3">
          {open.map((finding) => (
            <Finding key={keyOf(finding)} finding={finding} group={group} />
          ))}
        </ul>
      )}
      {silenced.length > 0 ? (
        <details>
          <summary className="w-fit rounded-chip text-second hover:text-ink">
            {formatCounted(silenced.length, "silenced finding")}
          </summary>
          <ul className="mt-2 flex flex-col gap-3">
            {silenced.map((finding) => (
              <Finding key={keyOf(finding)} finding={finding} group={group} />
            ))}
          </ul>
        </details>
      ) : null}
    </Section>
  );
}

function LeakCount({ findings }: { findings: readonly LeakFindingWire[] }) {
  if (findings.length === 0) return <Chip tone="safe">no findings</Chip>;
  const worst = (["error", "warning", "note"] as const).find((severity) =>
    findings.some((finding) => finding.severity === severity),
  );
  return <Chip tone={TONES[worst ?? "note"]}>{formatCounted(findings.length, "finding")}</Chip>;
}

function Finding({ finding, group }: { finding: LeakFindingWire; group: string }) {
  const { title, severity, what, why, fix, rule, line, column, feature } = finding;
  const where = [
    finding.group === group ? null : `in ${finding.group}, which it reads`,
    feature === null ? null : `feature ${feature}`,
    line === null ? null : `line ${line}${column === null ? "" : `, column ${column}`} of the transform`,
  ].filter((part) => part !== null);
  return (
    <li className="flex flex-col gap-0.5">
      <p className="flex flex-wrap items-center gap-2">
        <strong className="font-semibold">{title}</strong>
        <Chip tone={TONES[severity]}>{severity}</Chip>
        {where.length > 0 ? <span className="text-sm text-third">{where.join(" · ")}</span> : null}
      </p>
      <p>{what}</p>
      <p className="text-second">
        {why} {fix}
      </p>
      <p className="text-sm text-third">
        To accept it, list <code>{rule}</code> under <code>silence</code>.
      </p>
    </li>
  );
}

function keyOf({ rule, group, feature, line, column, what }: LeakFindingWire): string {
  return [rule, group, feature, line, column, what].join(" ");
}
