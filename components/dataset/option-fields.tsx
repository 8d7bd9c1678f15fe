"use client";

import { SelectField, TextField } from "@/components/ui/input";
import { type FieldsProps, MomentField } from "./spine-fields";

/** What is kept of the spine, how it is split, and what the files look like. */
export function OptionFields(props: FieldsProps) {
  const { form, errors, onChange } = props;
  return (
    <details
      className="rounded-panel border border-line px-4 py-3"
      open={["since", "split", "sample", "shards"].some((part) =>
        [...errors.keys()].some((path) => path.startsWith(part)),
      )}
    >
      <summary className="w-fit rounded-chip font-medium">Selection, split and files</summary>
      <div className="mt-3 grid grid-cols-1 gap-4 sm:grid-cols-3">
        <MomentField name="since" label="Leave out rows before" field="since" required={false} {...props} />
        <MomentField
          name="split.train_until"
          label="Training part until"
          field="trainUntil"
          required={false}
          {...props}
        />
        <MomentField
          name="split.validation_until"
          label="Validation part until"
          field="validationUntil"
          required={false}
          {...props}
        />
        <TextField
          name="split.gap"
          label="Gap after each part"
          required={false}
          hint="Such as 7d; its rows are left out"
          error={errors.get("split.gap")}
          value={form.gap}
          onChange={(event) => onChange({ gap: event.currentTarget.value })}
        />
        <TextField
          name="sample.rate"
          label="Share of rows kept"
          required={false}
          hint="0.1 keeps a tenth; column weight says 10"
          inputMode="decimal"
          error={errors.get("sample.rate")}
          value={form.rate}
          onChange={(event) => onChange({ rate: event.currentTarget.value })}
        />
        <TextField
          name="sample.by"
          label="Drawn by"
          required={false}
          hint="A column of strata"
          spellCheck={false}
          error={errors.get("sample.by")}
          value={form.by}
          onChange={(event) => onChange({ by: event.currentTarget.value })}
        />
        <TextField
          name="sample.seed"
          label="Seed"
          hint="The same seed draws the same rows"
          inputMode="numeric"
          error={errors.get("sample.seed")}
          value={form.seed}
          onChange={(event) => onChange({ seed: event.currentTarget.value })}
        />
        <TextField
          name="shards"
          label="Number of files"
          inputMode="numeric"
          error={errors.get("shards")}
          value={form.shards}
          onChange={(event) => onChange({ shards: event.currentTarget.value })}
        />
        <SelectField
          name="format"
          label="Format"
          value={form.format}
          onChange={(event) => onChange({ format: event.currentTarget.value === "csv" ? "csv" : "parquet" })}
          options={[
            { value: "parquet", label: "Parquet" },
            { value: "csv", label: "CSV" },
          ]}
        />
      </div>
    </details>
  );
}
