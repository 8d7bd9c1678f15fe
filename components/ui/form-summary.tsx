"use client";

import { useEffect, useRef } from "react";
import type { FieldProblem } from "@/lib/core/errors";
import { fieldId } from "./field";
import { problemText } from "./problem-text";

/**
 * What stopped a form, at its top: one line per problem, each a link to its field. It takes the focus when it
 * appears, so that nobody submits into silence.
 */
export function FormSummary({
  message,
  problems = [],
  requestId,
}: {
  message: string;
  problems?: readonly FieldProblem[];
  requestId?: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new answer takes the focus again, even with equal words
  useEffect(() => box.current?.focus(), [message, problems]);
  return (
    <div ref={box} role="alert" tabIndex={-1} className="rounded-panel bg-breaking-tint px-4 py-3">
      <p className="font-semibold text-breaking">
        <span aria-hidden="true">✕ </span>
        {message}
      </p>
      {problems.length > 0 ? (
        <ul className="mt-1 flex flex-col gap-0.5">
          {problems.map((problem) => (
            <li key={`${problem.file ?? ""}${problem.line ?? ""}${problem.path}${problem.message}`}>
              <ProblemLine problem={problem} />
            </li>
          ))}
        </ul>
      ) : null}
      {requestId ? <p className="mt-1 text-sm text-second">Request {requestId}</p> : null}
    </div>
  );
}

function ProblemLine({ problem }: { problem: FieldProblem }) {
  const place = problem.file
    ? `${problem.file}${problem.line === undefined ? "" : `:${problem.line}`}`
    : null;
  const text = problemText(problem);
  if (place) {
    return (
      <>
        <code>{place}</code> {problem.path ? <code className="text-second">{problem.path}</code> : null}{" "}
        {text}
      </>
    );
  }
  return problem.path ? (
    <a href={`#${fieldId(problem.path)}`} className="underline underline-offset-2">
      {text}
    </a>
  ) : (
    text
  );
}
