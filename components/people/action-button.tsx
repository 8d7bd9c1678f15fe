"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Button, type ButtonVariant } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { showToast } from "@/components/ui/toast";
import { ActionForm } from "./action-form";
import { linkNote, type SecretLink } from "./secret-link";
import { ShownSecret } from "./shown-secret";
import { type Action, useAction } from "./use-action";

interface ConfirmProps<Input> {
  label: string;
  title: string;
  /** What will happen, in a sentence or two. */
  children: ReactNode;
  pendingLabel: string;
  /** What a toast says afterwards. */
  done: string;
  variant?: ButtonVariant;
  input: Input;
  action: Action<Input, unknown>;
  /** Where to go afterwards; without it the page stays. */
  goTo?: string;
}

/** A button that says what will happen before it does. */
export function ConfirmButton<Input>({ label, title, children, variant, ...rest }: ConfirmProps<Input>) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant={variant} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {label} …
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={title} size="small">
        <ConfirmForm {...rest} label={label} variant={variant} onClose={() => setOpen(false)}>
          {children}
        </ConfirmForm>
      </Dialog>
    </>
  );
}

function ConfirmForm<Input>({
  label,
  pendingLabel,
  done,
  variant,
  input,
  action,
  goTo,
  onClose,
  children,
}: Omit<ConfirmProps<Input>, "title"> & { onClose: () => void }) {
  const router = useRouter();
  const { submit, failure } = useAction(
    action,
    () => input,
    () => {
      showToast({ title: done, tone: "safe" });
      if (goTo) return router.push(goTo);
      onClose();
      router.refresh();
    },
  );
  return (
    <ActionForm
      submit={submit}
      failure={failure}
      label={label}
      pendingLabel={pendingLabel}
      variant={variant === "danger" ? "danger" : "primary"}
    >
      <div className="text-second">{children}</div>
    </ActionForm>
  );
}

/** A button that makes a one-time link and shows it. */
export function LinkDialog({
  label,
  title,
  children,
  personId,
  createLink,
}: {
  label: string;
  title: string;
  children: ReactNode;
  personId: string;
  createLink: Action<{ personId: string }, SecretLink>;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {label} …
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={title}>
        <LinkForm label={label} personId={personId} createLink={createLink}>
          {children}
        </LinkForm>
      </Dialog>
    </>
  );
}

function LinkForm({
  label,
  personId,
  createLink,
  children,
}: {
  label: string;
  personId: string;
  createLink: Action<{ personId: string }, SecretLink>;
  children: ReactNode;
}) {
  const { submit, failure, value } = useAction(createLink, () => ({ personId }));
  if (value) return <ShownSecret label="One-time link" secret={value.url} note={linkNote(value)} />;
  return (
    <ActionForm submit={submit} failure={failure} label={label} pendingLabel="Creating …">
      <div className="text-second">{children}</div>
    </ActionForm>
  );
}
