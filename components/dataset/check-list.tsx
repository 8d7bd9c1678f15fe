import { VerdictChip } from "@/components/ui/chip";
import { Time } from "@/components/ui/time";
import type { CheckResult } from "@/lib/contracts/dataset-result";

/** One verification as a page gets it. */
export interface CheckRow {
  id: string;
  createdBy: string;
  /** RFC 3339. */
  createdAt: string;
  status: string;
  phase: string;
  error: string | null;
  result: CheckResult | null;
}

const VERDICTS = {
  equal: { tone: "safe", words: "equal", text: "The same inputs gave the same rows and the same bytes." },
  inputs_changed: { tone: "risky", words: "inputs changed", text: "Built again, its inputs are others now:" },
  different: { tone: "breaking", words: "different", text: "The same inputs gave another result:" },
} as const;

/** Verifications, newest first, each with what it found. */
export function CheckList({ checks, now }: { checks: readonly CheckRow[]; now: string }) {
  if (checks.length === 0)
    return (
      <p className="text-second">
        Nobody has verified it yet. A verification builds it again from its inputs as they are now and
        compares every digest.
      </p>
    );
  return (
    <ol className="flex flex-col gap-3">
      {checks.map((check) => (
        <li key={check.id} className="flex min-w-0 flex-col gap-1">
          <div className="flex flex-wrap items-center gap-2">
            {check.result ? (
              <VerdictChip verdict={VERDICTS[check.result.verdict].tone}>
                {VERDICTS[check.result.verdict].words}
              </VerdictChip>
            ) : (
              <span className="font-medium">
                {check.status === "failed" ? `failed: ${check.error}` : `${check.status}: ${check.phase}`}
              </span>
            )}
            <span className="text-sm text-third">
              {check.createdBy}, <Time at={check.createdAt} now={now} />
            </span>
          </div>
          {check.result ? <Found result={check.result} /> : null}
        </li>
      ))}
    </ol>
  );
}

function Found({ result }: { result: CheckResult }) {
  const lines = [...result.changes, ...result.results];
  return (
    <>
      <p className="text-second">{result.message ?? VERDICTS[result.verdict].text}</p>
      {lines.length > 0 ? (
        <ul className="flex flex-col gap-0.5">
          {lines.map(({ what, was, is }) => (
            <li key={what} className="min-w-0 break-words">
              <code>{what}</code>{" "}
              <span className="text-sm text-third">
                was {short(was)}, is {is === null ? "gone" : short(is)}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

function short(digest: string | null): string {
  return digest === null ? "nothing" : /^[0-9a-f]{64}$/.test(digest) ? digest.slice(0, 12) : digest;
}
