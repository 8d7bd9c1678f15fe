"use client";

import { RadioGroup } from "@/components/ui/choice";
import { TextField } from "@/components/ui/input";
import type { DatasetForm } from "./request";
import type { FieldsProps } from "./spine-fields";

/** Which rows a spine time may see. */
export function KnowledgeFields({ form, errors, onChange }: FieldsProps) {
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <RadioGroup
        name="knowledge"
        label="Knowledge: which rows a time may see"
        row
        value={form.knowledge}
        error={errors.get("knowledge")}
        onValueChange={(value) => onChange({ knowledge: value as DatasetForm["knowledge"] })}
        options={[
          { value: "event", label: "By event time" },
          { value: "known", label: "As known then" },
          { value: "commit", label: "As of a commit" },
        ]}
      />
      {form.knowledge === "commit" ? (
        <TextField
          name="at"
          label="Commit or time"
          required={false}
          hint="Such as 2026-06-01T00:00:00Z; the latest without it"
          error={errors.get("at")}
          value={form.at}
          spellCheck={false}
          onChange={(event) => onChange({ at: event.currentTarget.value })}
        />
      ) : null}
    </div>
  );
}
