"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { FeaturePicker } from "@/components/preview/feature-picker";
import { announce } from "@/components/ui/announce";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { FormSummary } from "@/components/ui/form-summary";
import { SelectField, TextField } from "@/components/ui/input";
import { Progress } from "@/components/ui/progress";
import { Section } from "@/components/ui/section";
import type { ActionFailure, ActionResult } from "@/lib/contracts/action-result";
import type { CoverageAnswer } from "@/lib/contracts/dataset-result";
import type { BuildAction } from "@/lib/contracts/datasets";
import type { PreviewOptions } from "@/lib/contracts/preview-options";
import type { FieldProblem } from "@/lib/core/errors";
import { formatCounted } from "@/lib/format/number";
import { CoverageTable } from "./coverage-table";
import { KnowledgeFields } from "./knowledge-fields";
import { LabelFields } from "./label-fields";
import { OptionFields } from "./option-fields";
import { checkForm, type DatasetForm, EMPTY_FORM, fieldOf, joinOfForm } from "./request";
import { SpineFields } from "./spine-fields";
import { uploadSpineFile } from "./upload";
import { type CoverDataset, useCoverage } from "./use-coverage";
import { datasetHref } from "./words";

export interface DatasetBuilderProps {
  project: string;
  options: PreviewOptions;
  services: readonly string[];
  /** What the address asks for. */
  given: Partial<DatasetForm>;
  cover: CoverDataset;
  build: (input: BuildAction) => Promise<ActionResult<{ version: number }>>;
  now: string;
}

type Failure = Pick<ActionFailure, "message" | "problems" | "requestId">;

/** Choose features and a spine, see how much would be found, build. */
export function DatasetBuilder({
  project,
  options,
  services,
  given,
  cover,
  build,
  now,
}: DatasetBuilderProps) {
  const router = useRouter();
  const [form, setForm] = useState<DatasetForm>({ ...EMPTY_FORM, ...given });
  const [failure, setFailure] = useState<Failure | null>(null);
  const [coverage, setCoverage] = useState<CoverageAnswer | null>(null);
  const [busy, setBusy] = useState<"sending" | "counting" | "asking" | null>(null);
  const upload = useUpload(project);
  const { progress, start, cancel } = useCoverage(project, cover);
  const change = (patch: Partial<DatasetForm>) => {
    setForm((before) => ({ ...before, ...patch }));
    // What was counted belonged to another request; its name is no part of that.
    if (Object.keys(patch).some((key) => key !== "name")) setCoverage(null);
  };
  const fail = (message: string, problems: readonly FieldProblem[], requestId = "") => {
    const placed = problems.map((problem) => ({ ...problem, path: fieldOf(problem.path) }));
    setFailure({ message, problems: placed, requestId });
  };

  const submit = async (isBuild: boolean) => {
    if (busy) return;
    const problems = checkForm(form, upload.hasFile, isBuild);
    if (problems.length > 0) return fail("Nothing was sent.", problems);
    setFailure(null);
    setBusy("sending");
    try {
      const sent = form.spine === "upload" ? await upload.send() : null;
      if (sent && !sent.ok) return fail(sent.message, sent.problems);
      const join = joinOfForm(form, sent?.id ?? null);
      if (!isBuild) {
        setBusy("counting");
        const answer = await start(join);
        if (answer.ok) {
          setCoverage(answer.value);
          announce(`${formatCounted(answer.value.row_count, "spine row")} counted.`);
        } else if (answer.code !== "CANCELLED") fail(answer.message, answer.problems, answer.requestId);
        return;
      }
      setBusy("asking");
      const { name, format, shards } = form;
      const asked = await build({ project, body: { ...join, name, format, shards: Number(shards) } });
      if (asked.ok) router.push(datasetHref(project, name, asked.value.version));
      else fail(asked.message, asked.problems, asked.requestId);
    } catch {
      fail("The server could not be reached. Nothing was stored; try again.", []);
    } finally {
      setBusy(null);
    }
  };
  const errors = new Map(failure?.problems.map((problem) => [problem.path, problem.message]));
  const fields = {
    form,
    options,
    errors,
    onChange: change,
    onFile: (file: File | null) => {
      upload.hold(file);
      setCoverage(null);
      if (file && form.name === "") setForm((before) => ({ ...before, name: nameOfFile(file.name) }));
    },
  };
  return (
    <Form
      className="flex min-w-0 flex-col gap-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit(coverage !== null);
      }}
    >
      {failure ? <FormSummary {...failure} requestId={failure.requestId || undefined} /> : null}
      <div className="grid gap-x-8 gap-y-5 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          {services.length > 0 ? (
            <SelectField
              name="service"
              label="Feature service"
              required={false}
              value={form.service}
              onChange={(event) => change({ service: event.currentTarget.value })}
              options={[
                { value: "", label: "None: choose features" },
                ...services.map((name) => ({ value: name, label: name })),
              ]}
            />
          ) : null}
          <FeaturePicker
            options={options}
            chosen={form.features}
            onChange={(features) => change({ features })}
            error={errors.get("features")}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <SpineFields {...fields} />
          <LabelFields {...fields} />
          <KnowledgeFields {...fields} />
          <OptionFields {...fields} />
          <TextField
            name="name"
            label="Name of the dataset"
            hint="Building it again makes its next version"
            error={errors.get("name")}
            value={form.name}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <div className="flex flex-wrap items-center gap-2">
            <Button
              variant={coverage ? "secondary" : "primary"}
              disabled={busy !== null}
              onClick={() => void submit(false)}
            >
              Show coverage
            </Button>
            <Button
              variant={coverage ? "primary" : "secondary"}
              disabled={busy !== null}
              onClick={() => void submit(true)}
            >
              Build dataset
            </Button>
          </div>
          {busy ? (
            <Progress
              label={progress ? capital(progress.phase) : WORDS[busy]}
              percent={progress?.percent ?? null}
              action={
                busy === "counting" ? (
                  <Button size="small" onClick={cancel}>
                    Cancel
                  </Button>
                ) : null
              }
            />
          ) : null}
        </div>
      </div>
      {coverage ? (
        <Section title="Coverage">
          <CoverageTable answer={coverage} now={now} />
        </Section>
      ) : null}
    </Form>
  );
}

const WORDS = { sending: "Sending the spine", counting: "Counting", asking: "Asking a worker" } as const;

/** A file is sent once, however often what it is for is counted or built. */
function useUpload(project: string) {
  const [file, setFile] = useState<File | null>(null);
  const sent = useRef<{ file: File; id: string } | null>(null);
  return {
    hasFile: file !== null,
    hold: setFile,
    async send() {
      if (file === null) throw new Error("there is no file to send");
      if (sent.current?.file === file) return { ok: true as const, id: sent.current.id };
      const outcome = await uploadSpineFile(project, file);
      if (outcome.ok) sent.current = { file, id: outcome.id };
      return outcome;
    },
  };
}

function nameOfFile(file: string): string {
  return file
    .replace(/\.[^.]*$/, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^[^a-z]+|_+$/g, "")
    .slice(0, 63);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
