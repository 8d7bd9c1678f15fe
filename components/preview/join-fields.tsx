"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox, RadioGroup } from "@/components/ui/choice";
import { SelectField, TextField } from "@/components/ui/input";
import type { Knowledge, NullMode } from "@/lib/core/pit/modes";
import { groupOfRole, plainRole, type Role, rolesOf, saidRoles } from "./roles";
import type { SpineFieldsProps } from "./shown-field";

const COLUMNS_ID = "spine-columns";

/** Which rows count: for all groups what was known when, for each its name, keys and rules. */
export function JoinFields(props: SpineFieldsProps) {
  const { form, onChange, errors, csv, options } = props;
  const source = options.sources.find(({ name }) => name === form.source);
  const columns = form.spine === "source" ? source?.columns.map(({ name }) => name) : csv?.columns;
  return (
    <>
      <RadioGroup
        name="knowledge"
        label="Knowledge: which rows a time may see"
        value={form.knowledge}
        onValueChange={(value) => onChange({ knowledge: value as Knowledge })}
        error={errors.get("knowledge")}
        options={[
          { value: "event", label: "By event time", hint: "Also what became known only later" },
          {
            value: "known",
            label: "As known then",
            hint: "Only what was known by then: needs a created time, and rows without one never count",
          },
        ]}
      />
      <RoleOptions {...props} />
      <datalist id={COLUMNS_ID}>
        {columns?.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

function RoleOptions({ form, options, onChange, errors }: SpineFieldsProps) {
  const roles = rolesOf(form.features, form.roles);
  const said = saidRoles(form.features, form.roles);
  const [isOpen, setOpen] = useState(said.length > 0);
  if (roles.length === 0) return null;
  const set = (next: (Role | null)[]) => onChange({ roles: next.filter((role) => role !== null) });
  return (
    <details
      open={isOpen || roles.some((_, index) => errors.has(`roles.${index}.as`))}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="w-fit rounded-chip font-medium hover:text-accent">
        Options by group
        {said.length > 0 ? <span className="ml-2 font-normal text-third">{said.length} set</span> : null}
      </summary>
      <div className="mt-2 flex flex-col gap-3">
        {roles.map((role, index) => (
          <RoleFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a role has no identity beyond its place
            key={index}
            role={role}
            index={index}
            keys={groupOfRole(role, options)?.keys ?? []}
            error={errors.get(`roles.${index}.as`)}
            onChange={(change) => set(roles.map((one, at) => (at === index ? { ...one, ...change } : one)))}
            onAdd={() => set([...roles, plainRole(role.group)])}
            onRemove={
              roles.filter((one) => one.group === role.group).length > 1
                ? () => set(roles.map((one, at) => (at === index ? null : one)))
                : null
            }
          />
        ))}
      </div>
    </details>
  );
}

function RoleFields({
  role,
  index,
  keys,
  error,
  onChange,
  onAdd,
  onRemove,
}: {
  role: Role;
  index: number;
  keys: readonly string[];
  error?: string;
  onChange: (change: Partial<Role>) => void;
  onAdd: () => void;
  onRemove: (() => void) | null;
}) {
  const name = (field: string) => `roles.${index}.${field}`;
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded-panel border border-line p-3">
      <legend className="mono px-1 font-medium">{role.group}</legend>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <TextField
          name={name("as")}
          label="Name in the result"
          required={false}
          placeholder={role.group.replace(/@.*$/, "")}
          error={error}
          value={role.as}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange({ as: event.currentTarget.value.trim() })}
        />
        {keys.map((key) => (
          <TextField
            key={key}
            name={name(`keys.${key}`)}
            label={`Spine column for ${key}`}
            required={false}
            placeholder={key}
            value={role.keys[key] ?? ""}
            list={COLUMNS_ID}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => onChange({ keys: withKey(role.keys, key, event.currentTarget.value) })}
          />
        ))}
        <SelectField
          name={name("nulls")}
          label="A null in the newest row"
          value={role.nulls}
          onChange={(event) => onChange({ nulls: event.currentTarget.value as NullMode })}
          options={[
            { value: "latest_row", label: "stays null" },
            { value: "latest_non_null", label: "is looked past" },
          ]}
        />
      </div>
      <Checkbox
        name={name("strict")}
        label="Only rows before the time"
        hint="A row at exactly the time does not count"
        checked={role.strict}
        onChange={(event) => onChange({ strict: event.currentTarget.checked })}
      />
      <div className="flex gap-2">
        <Button size="small" icon="plus" onClick={onAdd}>
          Join again in another role
        </Button>
        {onRemove ? (
          <Button size="small" variant="ghost" icon="close" onClick={onRemove}>
            Remove this role
          </Button>
        ) : null}
      </div>
    </fieldset>
  );
}

function withKey(keys: Role["keys"], key: string, column: string): Role["keys"] {
  const { [key]: _, ...rest } = keys;
  return column.trim() === "" || column.trim() === key ? rest : { ...rest, [key]: column.trim() };
}
