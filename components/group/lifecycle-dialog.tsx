"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { RadioGroup } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { Form } from "@/components/ui/form";
import { FormSummary } from "@/components/ui/form-summary";
import { TextareaField } from "@/components/ui/input";
import { showToast } from "@/components/ui/toast";
import type { ActionFailure, ActionResult } from "@/lib/contracts/action-result";
import type { SetLifecycleInput } from "@/lib/contracts/lifecycle";
import { LIFECYCLES, type Lifecycle } from "@/lib/core/model/definitions";

const HINTS: Record<Lifecycle, string> = {
  draft: "Being worked on; nobody should build on it yet",
  active: "Kept up and meant to be used",
  deprecated: "Still works; readers should move to something else",
  retired: "No longer kept up; left out of lists to choose from",
};

/** Moves a group through its lifecycle, with a reason. Somebody else's change in between is a conflict, told in place. */
export function LifecycleDialog({
  project,
  group,
  lifecycle,
  action,
}: {
  project: string;
  group: string;
  lifecycle: Lifecycle;
  action: (input: SetLifecycleInput) => Promise<ActionResult<{ lifecycle: Lifecycle }>>;
}) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState<Lifecycle>(lifecycle);
  const [note, setNote] = useState("");
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [isPending, setPending] = useState(false);
  const open = () => {
    setChosen(lifecycle);
    setNote("");
    setFailure(null);
    setOpen(true);
  };
  const submit = async () => {
    setPending(true);
    const outcome = await action({
      project,
      group,
      lifecycle: chosen,
      note: note || null,
      from: lifecycle,
    }).catch(
      (): ActionFailure => ({
        ok: false,
        code: "UNAVAILABLE",
        message: "The server could not be reached; nothing was changed.",
        problems: [],
        requestId: "",
      }),
    );
    setPending(false);
    if (!outcome.ok) {
      setFailure(outcome);
      // What stands behind the dialog is out of date then: it is brought up to now.
      if (outcome.code === "CONFLICT") router.refresh();
      return;
    }
    setOpen(false);
    showToast({ title: `${group} is now ${outcome.value.lifecycle}`, tone: "safe" });
    router.refresh();
  };
  return (
    <>
      <Button aria-haspopup="dialog" onClick={open}>
        Lifecycle…
      </Button>
      <Dialog
        open={isOpen}
        onClose={() => setOpen(false)}
        title={`Lifecycle of ${group}`}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button
              type="submit"
              form="lifecycle-form"
              variant="primary"
              disabled={isPending || chosen === lifecycle}
              aria-busy={isPending}
            >
              {chosen === lifecycle ? "Choose another state" : `Move to ${chosen}`}
            </Button>
          </>
        }
      >
        <Form
          id="lifecycle-form"
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (chosen !== lifecycle) void submit();
          }}
        >
          {failure ? (
            <FormSummary
              message={failure.message}
              problems={failure.problems}
              requestId={failure.code === "INTERNAL" ? failure.requestId : undefined}
            />
          ) : null}
          <RadioGroup
            name="lifecycle"
            label="State"
            value={chosen}
            onValueChange={(value) => setChosen(LIFECYCLES.find((state) => state === value) ?? lifecycle)}
            options={LIFECYCLES.map((state) => ({
              value: state,
              label: state === lifecycle ? `${state} (now)` : state,
              hint: HINTS[state],
            }))}
          />
          <TextareaField
            name="note"
            label="Why, and what to use instead"
            required={false}
            rows={3}
            maxLength={1000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </Form>
      </Dialog>
    </>
  );
}
