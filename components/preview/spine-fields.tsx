"use client";

import { RadioGroup } from "@/components/ui/choice";
import { SelectField, TextField } from "@/components/ui/input";
import { CsvFields } from "./csv-fields";
import { keysNeeded, type PreviewForm, type SpineKind } from "./request";
import { ShownField, type SpineFieldsProps } from "./shown-field";

const TIME_TYPES = /^(timestamp|timestamp_ntz|date)$/;

/** The rows to which features are joined: drawn from a source, or given as CSV. */
export function SpineFields(props: SpineFieldsProps) {
  const { form, onChange, options } = props;
  const keys = keysNeeded(form, options);
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <RadioGroup
        name="spine"
        label="Spine: the rows to which features are joined"
        row
        value={form.spine}
        onValueChange={(value) =>
          onChange({ spine: value as SpineKind, ...timeFor(value as SpineKind, props) })
        }
        options={[
          { value: "source", label: "Sample of a source" },
          { value: "paste", label: "Pasted CSV" },
          { value: "upload", label: "CSV file" },
        ]}
      />
      {form.spine === "source" ? <SampleFields {...props} /> : <CsvFields {...props} />}
      {keys.length > 0 ? (
        <p className="text-sm text-third">
          The features chosen are joined by <span className="mono text-second">{keys.join(", ")}</span>.
        </p>
      ) : null}
    </div>
  );
}

function SampleFields({ form, options, onChange, errors }: SpineFieldsProps) {
  const source = options.sources.find(({ name }) => name === form.source);
  const times = source?.columns.filter(({ type }) => TIME_TYPES.test(type)) ?? [];
  return (
    <>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <SelectField
          name="spine.source"
          label="Source"
          error={errors.get("spine.source")}
          value={form.source}
          onChange={(event) => {
            const next = options.sources.find(({ name }) => name === event.currentTarget.value);
            onChange({ source: next?.name ?? "", time: next?.eventTime ?? "" });
          }}
          options={withBlank(
            options.sources.map(({ name }) => ({ value: name, label: name })),
            form.source,
          )}
        />
        <SelectField
          name="time"
          label="Time column"
          error={errors.get("time")}
          value={form.time}
          onChange={(event) => onChange({ time: event.currentTarget.value })}
          options={withBlank(
            times.map(({ name }) => ({ value: name, label: name })),
            form.time,
          )}
        />
      </div>
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        <TextField
          name="spine.sample"
          label="Rows"
          hint="Up to 100 000"
          inputMode="numeric"
          error={errors.get("spine.sample")}
          value={form.sample}
          onChange={(event) => onChange({ sample: event.currentTarget.value })}
        />
        <TextField
          name="spine.seed"
          label="Seed"
          hint="Draws the same again"
          inputMode="numeric"
          error={errors.get("spine.seed")}
          value={form.seed}
          onChange={(event) => onChange({ seed: event.currentTarget.value })}
        />
        <ShownField form={form} onChange={onChange} />
      </div>
    </>
  );
}

/** A time column belongs to its spine: another kind of spine starts with its own. */
function timeFor(kind: SpineKind, { form, options, csv }: SpineFieldsProps): Partial<PreviewForm> {
  if (kind === form.spine) return {};
  if (kind === "source")
    return { time: options.sources.find(({ name }) => name === form.source)?.eventTime ?? "" };
  return form.spine === "source" ? { time: csv ? form.time : "" } : {};
}

function withBlank(options: { value: string; label: string }[], current: string) {
  return options.some(({ value }) => value === current)
    ? options
    : [{ value: current, label: current || "–" }, ...options];
}
