"use client";

import { RadioGroup } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { CONTROL_CLASS, SelectField, TextareaField, TextField } from "@/components/ui/input";
import type { PreviewOptions } from "@/lib/contracts/preview-options";
import type { DatasetForm, SpineKind } from "./request";

export interface FieldsProps {
  form: DatasetForm;
  options: PreviewOptions;
  /** By the path of the field. */
  errors: ReadonlyMap<string, string>;
  onChange: (change: Partial<DatasetForm>) => void;
  onFile: (file: File | null) => void;
}

/** The rows to which features are joined: a file, one SELECT, a grid of times, or rows of a source. */
export function SpineFields(props: FieldsProps) {
  const { form, errors, onChange } = props;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <RadioGroup
        name="spine"
        label="Spine: the rows to which features are joined"
        row
        value={form.spine}
        error={errors.get("spine")}
        onValueChange={(value) => onChange({ spine: value as SpineKind })}
        options={[
          { value: "upload", label: "File" },
          { value: "sql", label: "SELECT" },
          { value: "grid", label: "Grid of times" },
          { value: "sample", label: "Sample of a source" },
        ]}
      />
      <KindFields {...props} />
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <TextField
          name="time"
          label="Time column"
          error={errors.get("time")}
          value={form.time}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange({ time: event.currentTarget.value })}
        />
        <TextField
          name="timezone"
          label="Time zone"
          required={false}
          hint="Of times that carry none"
          error={errors.get("timezone")}
          value={form.timezone}
          spellCheck={false}
          onChange={(event) => onChange({ timezone: event.currentTarget.value })}
        />
      </div>
    </div>
  );
}

function KindFields(props: FieldsProps) {
  const { form, errors, onChange, onFile } = props;
  switch (form.spine) {
    case "upload":
      return (
        <Field
          name="spine.upload"
          label="CSV or Parquet file"
          hint="Every row comes out once, in the file's order"
          error={errors.get("spine.upload")}
        >
          {(control) => (
            <input
              {...control}
              required={false}
              type="file"
              accept=".csv,.parquet"
              onChange={(event) => onFile(event.currentTarget.files?.[0] ?? null)}
              className={`${CONTROL_CLASS} p-1.5 file:mr-3 file:rounded-chip file:border file:border-line-strong file:bg-page file:px-2 file:py-0.5 file:font-semibold file:text-ink`}
            />
          )}
        </Field>
      );
    case "sql":
      return (
        <TextareaField
          name="spine.sql"
          label="One SELECT over sources and groups"
          hint="Rows come out by time, then by every column"
          error={errors.get("spine.sql")}
          rows={6}
          spellCheck={false}
          className="font-mono text-sm"
          placeholder="SELECT origin, departed_at, delay > 15 AS late FROM flights"
          value={form.sql}
          onChange={(event) => onChange({ sql: event.currentTarget.value })}
        />
      );
    case "grid":
      return <GridFields {...props} />;
    case "sample":
      return (
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-3">
          <SourceField {...props} />
          <TextField
            name="spine.sample"
            label="Rows"
            inputMode="numeric"
            error={errors.get("spine.sample")}
            value={form.sample}
            onChange={(event) => onChange({ sample: event.currentTarget.value })}
          />
          <TextField
            name="spine.seed"
            label="Seed"
            inputMode="numeric"
            value={form.seed}
            onChange={(event) => onChange({ seed: event.currentTarget.value })}
          />
        </div>
      );
  }
}

function GridFields(props: FieldsProps) {
  const { form, errors, onChange } = props;
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-3">
      <SourceField {...props} />
      <TextField
        name="spine.grid.keys"
        label="Keys"
        hint="Each gets every time"
        error={errors.get("spine.grid.keys")}
        value={form.keys}
        spellCheck={false}
        onChange={(event) => onChange({ keys: event.currentTarget.value })}
      />
      <TextField
        name="spine.grid.every"
        label="Every"
        error={errors.get("spine.grid.every")}
        value={form.every}
        onChange={(event) => onChange({ every: event.currentTarget.value })}
      />
      <MomentField name="spine.grid.start" label="From" field="start" {...props} />
      <MomentField name="spine.grid.end" label="To, not included" field="end" {...props} />
    </div>
  );
}

function SourceField({ form, options, errors, onChange }: FieldsProps) {
  const names = options.sources.map(({ name }) => ({ value: name, label: name }));
  return (
    <SelectField
      name="spine.source"
      label="Source"
      error={errors.get("spine.source") ?? errors.get("spine.grid.source")}
      value={form.source}
      onChange={(event) => {
        const source = options.sources.find(({ name }) => name === event.currentTarget.value);
        onChange({ source: source?.name ?? "", time: form.time || (source?.eventTime ?? "") });
      }}
      options={[...(form.source === "" ? [{ value: "", label: "Choose" }] : []), ...names]}
    />
  );
}

/** A moment in UTC. */
export function MomentField({
  name,
  label,
  field,
  required = true,
  form,
  errors,
  onChange,
}: {
  name: string;
  label: string;
  field: "start" | "end" | "since" | "trainUntil" | "validationUntil";
  required?: boolean;
} & Pick<FieldsProps, "form" | "errors" | "onChange">) {
  return (
    <TextField
      name={name}
      label={label}
      required={required}
      hint="UTC"
      type="datetime-local"
      error={errors.get(name)}
      value={form[field]}
      onChange={(event) => onChange({ [field]: event.currentTarget.value })}
    />
  );
}
