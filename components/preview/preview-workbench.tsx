"use client";

import { type ComponentType, useEffect, useRef, useState } from "react";
import { announce } from "@/components/ui/announce";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { FormSummary } from "@/components/ui/form-summary";
import { problemText } from "@/components/ui/problem-text";
import { Progress } from "@/components/ui/progress";
import { TableSkeleton } from "@/components/ui/skeleton";
import { onMac, useKeys } from "@/components/ui/use-keys";
import type { ActionFailure } from "@/lib/contracts/action-result";
import type { PreviewResult } from "@/lib/contracts/preview";
import type { PreviewOptions } from "@/lib/contracts/preview-options";
import type { FieldProblem } from "@/lib/core/errors";
import { formatCount, formatCounted } from "@/lib/format/number";
import type { HeldCsv } from "./csv-input";
import { FeaturePicker } from "./feature-picker";
import { JoinFields } from "./join-fields";
import type { ProveNoLeak } from "./proof";
import {
  bodyOfForm,
  checkForm,
  defaultSource,
  formFromQuery,
  formToQuery,
  type PreviewForm,
  problemOfField,
} from "./request";
import { type FinishedPreview, RequestActions, RequestChips } from "./request-summary";
import { summaryParts } from "./result-summary";
import type { ResultViewProps } from "./result-view";
import { SpineFields } from "./spine-fields";
import { type RunPreview, usePreviewRun } from "./use-preview-run";
import type { ExplainCell } from "./use-xray";

export interface PreviewWorkbenchProps {
  project: string;
  options: PreviewOptions;
  /** The query of the address. */
  query: string;
  /** The server actions. */
  run: RunPreview;
  explain: ExplainCell;
  prove: ProveNoLeak;
  publicUrl: string;
  /** The server's clock, RFC 3339. */
  now: string;
}

const FORM_ID = "preview-form";

/** Choose features and a spine, run, look at the rows. The address holds what was chosen. */
export function PreviewWorkbench(props: PreviewWorkbenchProps) {
  const { project, options, query, run, explain, prove, publicUrl, now } = props;
  const [form, setForm] = useState(() => formFromQuery(new URLSearchParams(query), options));
  const [csv, setCsv] = useState<HeldCsv | null>(null);
  const [failure, setFailure] = useState<Pick<ActionFailure, "message" | "problems" | "requestId"> | null>(
    null,
  );
  const [finished, setFinished] = useState<FinishedPreview | null>(null);
  const [isEditing, setEditing] = useState(true);
  const [isCancelled, setCancelled] = useState(false);
  const { running, start, cancel } = usePreviewRun(project, run);
  const View = useResultView(running !== null || finished !== null);

  const change = (patch: Partial<PreviewForm>) =>
    setForm((before) => {
      const after = { ...before, ...patch };
      return patch.features ? followSource(before, after, options) : after;
    });
  useAddress(form, options);

  const submit = async () => {
    if (running) return;
    const problems = checkForm(form, options, csv?.blob ?? null);
    if (problems.length > 0) {
      setEditing(true);
      setFailure({ message: "The preview was not run.", problems, requestId: "" });
      return;
    }
    setFailure(null);
    setCancelled(false);
    const body = bodyOfForm(form);
    const startedMs = performance.now();
    const sent = form.spine === "source" ? null : (csv?.blob ?? null);
    const outcome = await start(body, sent);
    if (outcome === null) return;
    if (outcome.ok) {
      setFinished({ body, csv: sent, result: outcome.value, elapsedMs: performance.now() - startedMs });
      setEditing(false);
      announce(resultWords(outcome.value));
    } else if (outcome.code === "CANCELLED") setCancelled(true);
    else {
      const found = withoutRepeats(outcome.problems.map((problem) => problemOfField(problem, form.spine)));
      const requestId = outcome.code === "INTERNAL" ? outcome.requestId : "";
      setFailure({ message: failureWords(outcome, found), problems: found, requestId });
      setEditing(true);
    }
  };
  useKeys([
    { keys: "mod+enter", label: "Run the preview", group: "Preview", run: () => void submit() },
    {
      keys: "e",
      label: "Change what is previewed",
      group: "Preview",
      run: () => {
        setEditing(true);
        requestAnimationFrame(() =>
          document.querySelector<HTMLElement>(`#${FORM_ID} input[type=search]`)?.focus(),
        );
      },
    },
  ]);
  const isFormOpen = isEditing || !finished;
  const progress = running ? (
    <Progress
      label={running.isCancelling ? "Cancelling" : phaseWords(running.progress.phase)}
      percent={running.progress.percent}
      action={
        <Button size="small" onClick={cancel} disabled={running.isCancelling}>
          Cancel
        </Button>
      }
    />
  ) : isCancelled ? (
    <CancelledNote hasRows={finished !== null} />
  ) : null;
  const errors = errorsByField(failure?.problems ?? []);
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {isFormOpen ? (
        <Form
          id={FORM_ID}
          className="flex min-w-0 flex-col gap-4"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          {failure ? <FormSummary {...failure} requestId={failure.requestId || undefined} /> : null}
          <div className="grid gap-x-8 gap-y-5 lg:grid-cols-2">
            <FeaturePicker
              options={options}
              chosen={form.features}
              onChange={(features) => change({ features })}
              error={errors.get("features")}
            />
            <div className="flex min-w-0 flex-col gap-4">
              <SpineFields
                form={form}
                options={options}
                csv={csv}
                onChange={change}
                onCsv={setCsv}
                errors={errors}
              />
              <JoinFields
                form={form}
                options={options}
                csv={csv}
                onChange={change}
                onCsv={setCsv}
                errors={errors}
              />
              <div className="flex items-center gap-2">
                <RunButton isRunning={running !== null} />
                {finished ? (
                  <Button variant="ghost" onClick={() => setEditing(false)}>
                    Back to the rows
                  </Button>
                ) : null}
              </div>
              {progress}
            </div>
          </div>
        </Form>
      ) : null}
      {isFormOpen ? null : progress}
      {finished && !failure ? (
        View ? (
          <div aria-busy={running !== null} className={running ? "opacity-50" : undefined}>
            <View
              key={resultKey(finished)}
              {...finished}
              project={project}
              publicUrl={publicUrl}
              now={now}
              explain={explain}
              prove={prove}
              chips={<RequestChips {...finished} />}
              actions={
                <RequestActions
                  {...finished}
                  isEditing={isFormOpen}
                  onEdit={() => setEditing(true)}
                  onRun={() => void submit()}
                />
              }
            />
          </div>
        ) : (
          <TableSkeleton rows={12} />
        )
      ) : null}
    </div>
  );
}

/** The button that was pressed is gone: the note that takes its place takes the focus too. */
function CancelledNote({ hasRows }: { hasRows: boolean }) {
  const note = useRef<HTMLParagraphElement>(null);
  useEffect(() => note.current?.focus(), []);
  return (
    <p ref={note} role="status" tabIndex={-1} className="rounded-panel border border-line px-4 py-3">
      <span className="font-medium">Cancelled.</span>{" "}
      {hasRows ? "The rows are still those of the run before." : "Nothing was stored."}
    </p>
  );
}

function RunButton({ isRunning }: { isRunning: boolean }) {
  const [mac, setMac] = useState(false);
  useEffect(() => setMac(onMac()), []);
  return (
    <Button
      type="submit"
      variant="primary"
      disabled={isRunning}
      hint={mac ? "⌘↵" : "Ctrl ↵"}
      aria-keyshortcuts="Control+Enter Meta+Enter"
    >
      Run preview
    </Button>
  );
}

/** The result's code is fetched while the first run is under way. */
function useResultView(wanted: boolean): ComponentType<ResultViewProps> | null {
  const [view, setView] = useState<ComponentType<ResultViewProps> | null>(null);
  useEffect(() => {
    if (wanted) void import("./result-view").then((module) => setView(() => module.ResultView));
  }, [wanted]);
  return view;
}

/** Keeps the address in step with the form, without a request and without a step in the history. */
function useAddress(form: PreviewForm, options: PreviewOptions) {
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const timer = setTimeout(() => {
      const text = formToQuery(form, options)
        .toString()
        .replaceAll("%3A", ":")
        .replaceAll("%2C", ",")
        .replaceAll("%3B", ";")
        .replaceAll("%3D", "=");
      window.history.replaceState(null, "", text ? `?${text}` : window.location.pathname);
    }, 250);
    return () => clearTimeout(timer);
  }, [form, options]);
}

/** While nobody has chosen another source, the spine follows the features. */
function followSource(before: PreviewForm, after: PreviewForm, options: PreviewOptions): PreviewForm {
  const [was, is] = [defaultSource(before.features, options), defaultSource(after.features, options)];
  if (before.source !== (was?.name ?? "") || !is || is.name === before.source) return after;
  return { ...after, source: is.name, time: after.spine === "source" ? (is.eventTime ?? "") : after.time };
}

function resultKey({ result, elapsedMs }: FinishedPreview): string {
  return `${result.row_count}-${elapsedMs}`;
}

function resultWords(result: PreviewResult): string {
  const parts = summaryParts(result).map((part) => part.text);
  return [formatCounted(result.row_count, "row"), ...parts].join(", ");
}

/** At a field stands the first problem that is its own; the summary has them all. */
function errorsByField(problems: readonly FieldProblem[]): ReadonlyMap<string, string> {
  return new Map(problems.toReversed().map((problem) => [problem.path, problemText(problem)]));
}

/** What is wrong with several features in the same way, such as a group asked for twice, is said once. */
function withoutRepeats(problems: readonly FieldProblem[]): FieldProblem[] {
  return [
    ...new Map(problems.map((problem) => [`${problem.path} ${problemText(problem)}`, problem])).values(),
  ];
}

function failureWords({ message, code }: ActionFailure, found: readonly FieldProblem[]): string {
  if (code !== "INVALID") return message;
  return found.length === 1
    ? "The preview was not run."
    : `The preview was not run: ${formatCount(found.length)} problems.`;
}

function phaseWords(phase: string): string {
  return phase === "starting" ? "Starting" : phase.charAt(0).toUpperCase() + phase.slice(1);
}
