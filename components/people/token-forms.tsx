"use client";

import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { FieldError, fieldId } from "@/components/ui/field";
import { SelectField, TextField } from "@/components/ui/input";
import { OVERLAP_HOURS_DEFAULT, TOKEN_DAYS_DEFAULT, TOKEN_DAYS_MAX } from "@/lib/core/access/person";
import { SCOPES, type Scope } from "@/lib/core/access/policy";
import { ActionForm } from "./action-form";
import { ShownSecret } from "./shown-secret";
import { type Action, textOf, useAction } from "./use-action";
import { useRefreshingDialog } from "./use-refreshing-dialog";

const SCOPE_MEANING: Record<Scope, string> = {
  read: "Definitions, versions, lineage, statistics, plans",
  values: "Feature values: previews, samples, exports",
  write: "Changes definitions and teams",
  admin: "People, tokens and projects, as far as you may yourself",
};
const TOKEN_NOTE = "Keep it now: it is shown this once, and only its hash is stored.";
const OVERLAPS = [
  { value: "0", label: "Ends at once" },
  { value: "1", label: "Works for 1 more hour" },
  { value: "24", label: "Works for 24 more hours" },
  { value: "168", label: "Works for 7 more days" },
];

interface CreateTokenProps {
  projects: readonly string[];
  createToken: Action<
    { name: string; scopes: Scope[]; project: string | null; expiresInDays: number },
    { token: string }
  >;
}

/** A button, the form behind it, and then the token. */
export function CreateTokenDialog(props: CreateTokenProps) {
  const [open, close, show] = useRefreshingDialog();
  return (
    <>
      <Button variant="primary" icon="plus" aria-haspopup="dialog" onClick={show}>
        Create token
      </Button>
      <Dialog open={open} onClose={close} title="Create an API token">
        <CreateTokenForm {...props} />
      </Dialog>
    </>
  );
}

function CreateTokenForm({ projects, createToken }: CreateTokenProps) {
  const { submit, failure, errorOf, value } = useAction(createToken, (form) => ({
    name: textOf(form, "name"),
    scopes: SCOPES.filter((scope) => form.getAll("scopes").includes(scope)),
    project: textOf(form, "project") || null,
    expiresInDays: Number(textOf(form, "expiresInDays")),
  }));
  if (value) return <ShownSecret label="API token" secret={value.token} note={TOKEN_NOTE} />;
  const scopeError = errorOf("scopes");
  return (
    <ActionForm submit={submit} failure={failure} label="Create token" pendingLabel="Creating …">
      <TextField
        name="name"
        label="Name"
        hint="What it is for: you will look for it when you revoke it."
        autoComplete="off"
        error={errorOf("name")}
      />
      <fieldset
        id={fieldId("scopes")}
        tabIndex={-1}
        className="flex flex-col gap-1"
        aria-describedby={scopeError ? `${fieldId("scopes")}-error` : undefined}
      >
        <legend className="mb-1 font-medium">Scopes</legend>
        {SCOPES.map((scope) => (
          <Checkbox
            key={scope}
            name="scopes"
            value={scope}
            label={scope}
            hint={SCOPE_MEANING[scope]}
            defaultChecked={scope === "read"}
          />
        ))}
        {scopeError ? <FieldError id={`${fieldId("scopes")}-error`} message={scopeError} /> : null}
      </fieldset>
      <SelectField
        name="project"
        label="Project"
        options={[
          { value: "", label: "Every project you may use" },
          ...projects.map((project) => ({ value: project, label: `Only ${project}` })),
        ]}
        error={errorOf("project")}
      />
      <TextField
        name="expiresInDays"
        label="Expires after (days)"
        type="number"
        min={1}
        max={TOKEN_DAYS_MAX}
        defaultValue={TOKEN_DAYS_DEFAULT}
        error={errorOf("expiresInDays")}
      />
    </ActionForm>
  );
}

/** Makes a token like this one and shows it. */
export function RotateTokenDialog({
  tokenId,
  rotateToken,
}: {
  tokenId: string;
  rotateToken: Action<{ tokenId: string; overlapHours: number }, { token: string }>;
}) {
  const [open, close, show] = useRefreshingDialog();
  return (
    <>
      <Button aria-haspopup="dialog" onClick={show}>
        Rotate …
      </Button>
      <Dialog open={open} onClose={close} title="Rotate this token">
        <RotateTokenForm tokenId={tokenId} rotateToken={rotateToken} />
      </Dialog>
    </>
  );
}

function RotateTokenForm({
  tokenId,
  rotateToken,
}: {
  tokenId: string;
  rotateToken: Action<{ tokenId: string; overlapHours: number }, { token: string }>;
}) {
  const { submit, failure, errorOf, value } = useAction(rotateToken, (form) => ({
    tokenId,
    overlapHours: Number(textOf(form, "overlapHours")),
  }));
  if (value) return <ShownSecret label="New API token" secret={value.token} note={TOKEN_NOTE} />;
  return (
    <ActionForm submit={submit} failure={failure} label="Rotate" pendingLabel="Rotating …">
      <p className="text-second">A new token with the same name, scopes, project and lifetime is made.</p>
      <SelectField
        name="overlapHours"
        label="The old token"
        options={OVERLAPS}
        defaultValue={String(OVERLAP_HOURS_DEFAULT)}
        error={errorOf("overlapHours")}
      />
    </ActionForm>
  );
}
