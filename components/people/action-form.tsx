"use client";

import type { ReactNode } from "react";
import { Form } from "@/components/ui/form";
import { FormSummary } from "@/components/ui/form-summary";
import { SubmitButton } from "@/components/ui/submit-button";
import type { ActionFailure } from "@/lib/contracts/action-result";

/** A form around an action: what stopped it at the top, the fields, one button. What was typed stays after a failure. */
export function ActionForm({
  submit,
  failure,
  label,
  pendingLabel,
  variant,
  guard,
  clears = false,
  children,
}: {
  submit: (form: FormData) => void;
  failure: ActionFailure | null;
  label: ReactNode;
  pendingLabel: string;
  variant?: "primary" | "danger";
  guard?: boolean;
  /** Whether the fields are emptied after a success. */
  clears?: boolean;
  children?: ReactNode;
}) {
  return (
    <Form
      action={submit}
      guard={guard}
      noValidate
      onReset={(event) => {
        // React empties a form after each action; a failed try must not cost what was typed.
        if (failure || !clears) event.preventDefault();
      }}
    >
      {failure ? (
        <FormSummary
          message={failure.message}
          problems={failure.problems}
          requestId={failure.code === "INTERNAL" ? failure.requestId : undefined}
        />
      ) : null}
      {children}
      <div>
        <SubmitButton pendingLabel={pendingLabel} variant={variant}>
          {label}
        </SubmitButton>
      </div>
    </Form>
  );
}
