"use client";

import { type ClipboardEvent, type DragEvent, useState } from "react";
import { announce } from "@/components/ui/announce";
import { Button } from "@/components/ui/button";
import { Field, type FieldControl } from "@/components/ui/field";
import { CONTROL_CLASS, Input, Select, Textarea, TextField } from "@/components/ui/input";
import { SPINE_BYTES_MAX } from "@/lib/contracts/preview-limits";
import { formatBytes } from "@/lib/format/bytes";
import { EDITED_LENGTH_MAX, guessTimeColumn, type HeldCsv, holdCsvFile, holdCsvText } from "./csv-input";
import { ShownField, type SpineFieldsProps } from "./shown-field";

/** Pasted CSV or a file, its time column, and the zone of times that carry none. */
export function CsvFields(props: SpineFieldsProps) {
  const { form, onChange, onCsv, csv, errors } = props;
  const [refusal, setRefusal] = useState<string | null>(null);
  const refuse = (what: string, bytes: number) => {
    const text = `${what} holds ${formatBytes(bytes)}; at most 20 MB are read. Send a part of it, or sample a source.`;
    setRefusal(text);
    announce(text);
  };
  const hold = (held: HeldCsv) => {
    if (held.blob.size > SPINE_BYTES_MAX) return refuse("The CSV", held.blob.size);
    setRefusal(null);
    onCsv(held);
    if (!held.columns.includes(form.time)) onChange({ time: guessTimeColumn(held.columns) });
  };
  const inputProps: Omit<InputProps, "error"> = {
    held: csv,
    // Text has at least as many bytes as characters: what is too long is refused without being copied.
    holdText: (text) =>
      text.length > SPINE_BYTES_MAX ? refuse("The paste", text.length) : hold(holdCsvText(text)),
    holdFile: (file) => {
      if (file.size > SPINE_BYTES_MAX) refuse(file.name, file.size);
      else void holdCsvFile(file).then(hold);
    },
    drop: () => {
      setRefusal(null);
      onCsv(null);
    },
  };
  return (
    <>
      {form.spine === "paste" ? (
        <PasteInput {...inputProps} error={refusal ?? errors.get("spine.csv")} />
      ) : (
        <FileInput {...inputProps} error={refusal ?? errors.get("spine.file")} />
      )}
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-3">
        <TimeField
          columns={csv?.columns ?? []}
          value={form.time}
          onChange={onChange}
          error={errors.get("time")}
        />
        <ZoneField value={form.timezone} onChange={onChange} error={errors.get("timezone")} />
        <ShownField form={form} onChange={onChange} />
      </div>
    </>
  );
}

interface InputProps {
  held: HeldCsv | null;
  holdText: (text: string) => void;
  holdFile: (file: File) => void;
  drop: () => void;
  error?: string;
}

/**
 * Small CSV is edited here; more is held as a file and only shown by its first lines, because a text area of many
 * megabytes would stop the page. Large pasted text never passes through the text area.
 */
function PasteInput({ held, holdText, holdFile, drop, error }: InputProps) {
  const [text, setText] = useState("");
  const edit = (value: string) => {
    setText(value);
    if (value.trim() === "") drop();
    else holdText(value);
  };
  const take = (event: ClipboardEvent | DragEvent, data: DataTransfer | null) => {
    const [file] = data?.files ?? [];
    const pasted = file ? "" : (data?.getData("text/plain") ?? "");
    if (!file && pasted.length <= EDITED_LENGTH_MAX) return;
    event.preventDefault();
    if (file) holdFile(file);
    else if (pasted.length > SPINE_BYTES_MAX) holdText(pasted);
    else {
      setText("");
      holdText(pasted);
    }
  };
  const isHeldOnly = held !== null && text === "";
  return (
    <Field name="spine.csv" label="CSV with a header row" error={error}>
      {(control) =>
        isHeldOnly ? (
          <HeldView control={control} held={held} onRemove={drop} />
        ) : (
          <Textarea
            {...control}
            rows={7}
            required={false}
            value={text}
            spellCheck={false}
            autoComplete="off"
            className="font-mono text-sm whitespace-pre"
            placeholder={"origin,at\nATL,2026-11-14T18:45:00Z"}
            onChange={(event) => edit(event.currentTarget.value)}
            onPaste={(event) => take(event, event.clipboardData)}
            onDrop={(event) => take(event, event.dataTransfer)}
          />
        )
      }
    </Field>
  );
}

function FileInput({ held, holdFile, drop, error }: InputProps) {
  return (
    <Field name="spine.file" label="CSV file" hint="With a header row, up to 20 MB" error={error}>
      {(control) =>
        held ? (
          <HeldView control={control} held={held} onRemove={drop} />
        ) : (
          <input
            {...control}
            required={false}
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              if (file) holdFile(file);
            }}
            className={`${CONTROL_CLASS} p-1.5 file:mr-3 file:rounded-chip file:border file:border-line-strong file:bg-page file:px-2 file:py-0.5 file:font-semibold file:text-ink`}
          />
        )
      }
    </Field>
  );
}

function HeldView({
  control,
  held,
  onRemove,
}: {
  control: FieldControl;
  held: HeldCsv;
  onRemove: () => void;
}) {
  return (
    <fieldset
      id={control.id}
      aria-label={`CSV: ${held.name}`}
      aria-describedby={control["aria-describedby"]}
      tabIndex={-1}
      className="flex min-w-0 flex-col gap-1 rounded-control border border-field p-2.5"
    >
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate">
          <span className="font-medium">{held.name}</span>
          <span className="text-third"> {formatBytes(held.blob.size)}</span>
        </span>
        <Button size="small" variant="ghost" icon="close" onClick={onRemove}>
          Remove
        </Button>
      </div>
      <pre className="overflow-hidden text-sm text-third">{held.head.join("\n")}</pre>
    </fieldset>
  );
}

type FieldChange = Pick<SpineFieldsProps, "onChange"> & { value: string; error?: string };

function TimeField({ columns, value, onChange, error }: FieldChange & { columns: readonly string[] }) {
  const options = columns.map((name) => ({ value: name, label: name }));
  const known = value === "" || columns.includes(value);
  return (
    <Field name="time" label="Time column" error={error}>
      {(control) =>
        columns.length > 0 ? (
          <Select
            {...control}
            value={value}
            onChange={(event) => onChange({ time: event.currentTarget.value })}
            options={[
              ...(value === "" ? [{ value: "", label: "Choose" }] : []),
              ...(known ? [] : [{ value, label: `${value} (not in the CSV)` }]),
              ...options,
            ]}
          />
        ) : (
          <Input
            {...control}
            value={value}
            spellCheck={false}
            onChange={(event) => onChange({ time: event.currentTarget.value })}
          />
        )
      }
    </Field>
  );
}

/** The list of zones is long, so it is made when somebody looks for one. */
function ZoneField({ value, onChange, error }: FieldChange) {
  const [zones, setZones] = useState<readonly string[]>([]);
  return (
    <div className="min-w-0">
      <TextField
        name="timezone"
        label="Time zone"
        required={false}
        hint="Of times that carry none"
        error={error}
        value={value}
        list="zones"
        spellCheck={false}
        onFocus={() => setZones(["UTC", ...Intl.supportedValuesOf("timeZone")])}
        onChange={(event) => onChange({ timezone: event.currentTarget.value })}
      />
      <datalist id="zones">
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </div>
  );
}
