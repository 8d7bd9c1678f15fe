"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionForm } from "@/components/people/action-form";
import { type Action, textOf, useAction } from "@/components/people/use-action";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/input";
import { showToast } from "@/components/ui/toast";
import type { MaterializeAction } from "@/lib/contracts/materializations";

type Start = Action<MaterializeAction, { id: string }>;

interface Target {
  project: string;
  group: string;
  version: number;
  action: Start;
}

/** A button, and behind it the interval to compute. Where it leads is the run's own page. */
export function MaterializeDialog(target: Target) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Materialize …
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Materialize ${target.group}@v${target.version}`}
      >
        <MaterializeForm {...target} />
      </Dialog>
    </>
  );
}

function MaterializeForm({ project, group, version, action }: Target) {
  const router = useRouter();
  const { submit, failure, errorOf } = useAction<MaterializeAction, { id: string }>(
    action,
    (form) => ({
      project,
      group,
      version,
      start: textOf(form, "start"),
      end: textOf(form, "end"),
      only: form.has("missing") ? "missing" : null,
      upstream: form.has("upstream"),
      downstream: form.has("downstream"),
    }),
    ({ id }) => router.push(`/p/${project}/materializations/${id}`),
  );
  return (
    <ActionForm submit={submit} failure={failure} label="Start the run" pendingLabel="Starting …">
      <TextField
        name="start"
        label="From"
        placeholder="2026-06-01"
        autoComplete="off"
        hint="Event times from here on; UTC without a zone"
        error={errorOf("start")}
      />
      <TextField
        name="end"
        label="To"
        required={false}
        autoComplete="off"
        hint="Event times before this; now when empty"
        error={errorOf("end")}
      />
      <Checkbox
        name="missing"
        label="Only what is missing"
        hint="Otherwise what is computed is computed again"
      />
      <Checkbox name="upstream" label="Upstream first" hint="Also the groups that it is computed from" />
      <Checkbox
        name="downstream"
        label="Downstream after it"
        hint="Also the groups that are computed from it"
      />
    </ActionForm>
  );
}

/** Computes what is missing or stale between the first and the last computed interval. */
export function BackfillButton({
  project,
  group,
  version,
  start,
  end,
  action,
}: Target & { start: string; end: string }) {
  const router = useRouter();
  const [isPending, setPending] = useState(false);
  const backfill = async () => {
    setPending(true);
    const walk = { upstream: false, downstream: false };
    const answer = await action({ project, group, version, start, end, only: "outdated", ...walk }).catch(
      () => null,
    );
    setPending(false);
    if (answer?.ok) router.push(`/p/${project}/materializations/${answer.value.id}`);
    else showToast({ title: answer?.message ?? "The server could not be reached", tone: "breaking" });
  };
  return (
    <Button onClick={backfill} disabled={isPending}>
      {isPending ? "Starting …" : "Compute missing and stale"}
    </Button>
  );
}
