"use client";

import { RadioGroup } from "@/components/ui/choice";
import { SelectField, TextField } from "@/components/ui/input";
import { AGGREGATION_FUNCTIONS } from "@/lib/core/model/definitions";
import type { DatasetForm, LabelKind } from "./request";
import type { FieldsProps } from "./spine-fields";

/** What is learnt: a column of the spine, or what is counted after each of its times. */
export function LabelFields(props: FieldsProps) {
  const { form, errors, onChange } = props;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <RadioGroup
        name="label_kind"
        label="Label: what is learnt"
        row
        value={form.labelKind}
        onValueChange={(value) => onChange({ labelKind: value as LabelKind })}
        options={[
          { value: "column", label: "Column of the spine" },
          { value: "counted", label: "Counted after each time" },
        ]}
      />
      {form.labelKind === "counted" ? (
        <CountedFields {...props} />
      ) : (
        <TextField
          name="label"
          label="Label column"
          required={false}
          error={errors.get("label")}
          value={form.label}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange({ label: event.currentTarget.value })}
        />
      )}
    </div>
  );
}

function CountedFields({ form, options, errors, onChange }: FieldsProps) {
  const entities = [...new Set(options.groups.map(({ entity }) => entity))];
  const text = (
    field: "label" | "labelColumn" | "labelWhere" | "labelWindow" | "labelMatures",
    name: string,
    label: string,
    more: { hint?: string; required?: boolean } = {},
  ) => (
    <TextField
      name={`label.${name}`}
      label={label}
      error={errors.get(`label.${name}`)}
      value={form[field]}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange({ [field]: event.currentTarget.value })}
      {...more}
    />
  );
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-3">
      {text("label", "name", "Name of the label")}
      <ChoiceField
        field="labelSource"
        name="source"
        label="Events of"
        names={options.sources.map(({ name }) => name)}
        {...{ form, errors, onChange }}
      />
      <ChoiceField
        field="labelEntity"
        name="entity"
        label="Of the same"
        names={entities}
        {...{ form, errors, onChange }}
      />
      <ChoiceField
        field="labelFn"
        name="fn"
        label="Function"
        names={AGGREGATION_FUNCTIONS}
        {...{ form, errors, onChange }}
      />
      {text("labelColumn", "column", "Column", { required: false })}
      {text("labelWhere", "where", "Where", { required: false, hint: "Such as delay > 15" })}
      {text("labelWindow", "window", "Window after t", { hint: "Counted in (t, t + window]" })}
      {text("labelMatures", "matures_after", "Mature after", {
        required: false,
        hint: "Later rows are left out",
      })}
    </div>
  );
}

function ChoiceField({
  field,
  name,
  label,
  names,
  form,
  errors,
  onChange,
}: {
  field: "labelSource" | "labelEntity" | "labelFn";
  name: string;
  label: string;
  names: readonly string[];
} & Pick<FieldsProps, "form" | "errors" | "onChange">) {
  const value: DatasetForm[typeof field] = form[field];
  return (
    <SelectField
      name={`label.${name}`}
      label={label}
      error={errors.get(`label.${name}`)}
      value={value}
      onChange={(event) => onChange({ [field]: event.currentTarget.value })}
      options={[
        ...(value === "" ? [{ value: "", label: "Choose" }] : []),
        ...names.map((one) => ({ value: one, label: one })),
      ]}
    />
  );
}
