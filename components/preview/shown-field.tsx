"use client";

import { SelectField } from "@/components/ui/input";
import type { PreviewOptions } from "@/lib/contracts/preview-options";
import type { HeldCsv } from "./csv-input";
import { type PreviewForm, SHOWN_ROWS } from "./request";

/** What each way to give a spine is told and tells. */
export interface SpineFieldsProps {
  form: PreviewForm;
  options: PreviewOptions;
  csv: HeldCsv | null;
  onChange: (change: Partial<PreviewForm>) => void;
  onCsv: (csv: HeldCsv | null) => void;
  /** By the path of the field. */
  errors: ReadonlyMap<string, string>;
}

/** How many of the joined rows the page shows. */
export function ShownField({ form, onChange }: Pick<SpineFieldsProps, "form" | "onChange">) {
  return (
    <SelectField
      name="rows_max"
      label="Rows shown"
      hint="All are joined and counted"
      value={form.shown}
      onChange={(event) => onChange({ shown: event.currentTarget.value })}
      options={SHOWN_ROWS.map((rows) => ({ value: rows, label: rows === "1000" ? "1 000" : "10 000" }))}
    />
  );
}
