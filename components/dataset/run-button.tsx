"use client";

import { useRouter } from "next/navigation";
import { useActionState } from "react";
import { Button, type ButtonVariant } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import type { ActionResult } from "@/lib/contracts/action-result";
import type { DatasetAction } from "@/lib/contracts/datasets";

/** A button that starts or stops work on a dataset; the page then shows what became of it. */
export function RunButton({
  label,
  pendingLabel,
  input,
  action,
  variant,
  disabled = false,
}: {
  label: string;
  pendingLabel: string;
  input: DatasetAction;
  action: (input: DatasetAction) => Promise<ActionResult<unknown>>;
  variant?: ButtonVariant;
  disabled?: boolean;
}) {
  const router = useRouter();
  const [failure, submit, isPending] = useActionState(async () => {
    const answer = await action(input);
    router.refresh();
    return answer.ok ? null : answer.message;
  }, null);
  return (
    <form action={submit} className="flex flex-col items-end gap-1">
      <Button type="submit" variant={variant} disabled={disabled || isPending}>
        {isPending ? pendingLabel : label}
      </Button>
      {failure === null ? null : <FieldError id={`${label}-error`} message={failure} />}
    </form>
  );
}
