import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";
import { FieldError, fieldId } from "./field";

const BOX =
  "peer relative size-3.5 shrink-0 appearance-none border border-field bg-page checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent disabled:opacity-50 pointer-coarse:size-4.5";

/** A bare checkbox, for tables and lists; give it `aria-label`. */
export function CheckboxInput({ className, ...rest }: Omit<ComponentProps<"input">, "type">) {
  return (
    <span className={cx("relative inline-flex align-middle", className)}>
      <input
        type="checkbox"
        {...rest}
        className={cx(BOX, "rounded-[4px] focus-visible:rounded-[4px] after:absolute after:inset-[-5px]")}
      />
      <svg
        viewBox="0 0 14 14"
        className="pointer-events-none absolute top-0 left-0 hidden size-3.5 fill-none stroke-page stroke-[1.8] peer-checked:block peer-indeterminate:hidden pointer-coarse:size-4.5"
        aria-hidden="true"
      >
        <path d="M3.4 7.3 6 9.8l4.7-5.3" />
      </svg>
      <span
        className="pointer-events-none absolute top-1.5 left-[3px] hidden h-[2px] w-2 bg-page peer-indeterminate:block"
        aria-hidden="true"
      />
    </span>
  );
}

export interface ChoiceProps {
  label: ReactNode;
  hint?: ReactNode;
}

/** A checkbox with its label and, below it, what it means. */
export function Checkbox({ label, hint, ...rest }: ChoiceProps & Omit<ComponentProps<"input">, "type">) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: CheckboxInput is the control
    <label className="flex items-start gap-2 py-0.5">
      <CheckboxInput {...rest} className="mt-[3px]" />
      <ChoiceText label={label} hint={hint} />
    </label>
  );
}

export interface RadioOption extends ChoiceProps {
  value: string;
  disabled?: boolean;
}

/** One of several. The group's label is its legend; arrow keys move inside it. */
export function RadioGroup({
  name,
  label,
  options,
  defaultValue,
  value,
  onValueChange,
  error,
  row = false,
}: {
  name: string;
  label: string;
  options: readonly RadioOption[];
  defaultValue?: string;
  value?: string;
  onValueChange?: (value: string) => void;
  error?: string;
  row?: boolean;
}) {
  const id = fieldId(name);
  return (
    <fieldset
      id={id}
      tabIndex={-1}
      className="flex min-w-0 flex-col gap-1"
      aria-describedby={error ? `${id}-error` : undefined}
    >
      <legend className="mb-1 font-medium">{label}</legend>
      <div className={cx("flex", row ? "flex-wrap gap-x-4 gap-y-1" : "flex-col gap-1")}>
        {options.map((option) => (
          <label key={option.value} className="flex items-start gap-2 py-0.5">
            <input
              type="radio"
              name={name}
              value={option.value}
              disabled={option.disabled}
              defaultChecked={value === undefined ? option.value === defaultValue : undefined}
              checked={value === undefined ? undefined : option.value === value}
              onChange={onValueChange ? () => onValueChange(option.value) : undefined}
              className={cx(
                BOX,
                "mt-[3px] rounded-full focus-visible:rounded-full checked:border-4 checked:bg-page pointer-coarse:checked:border-[5px]",
              )}
            />
            <ChoiceText label={option.label} hint={option.hint} />
          </label>
        ))}
      </div>
      {error ? <FieldError id={`${id}-error`} message={error} /> : null}
    </fieldset>
  );
}

function ChoiceText({ label, hint }: ChoiceProps) {
  return (
    <span className="min-w-0">
      {label}
      {hint ? <span className="block text-sm text-third">{hint}</span> : null}
    </span>
  );
}
