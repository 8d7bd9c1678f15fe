import type { InputHTMLAttributes, SelectHTMLAttributes, TextareaHTMLAttributes } from "react";
import { cx } from "./cx";
import { Field, type FieldProps } from "./field";
import { Icon } from "./icon";

export const CONTROL_CLASS =
  "w-full min-w-0 rounded-control border border-field bg-page text-ink transition-colors duration-120 hover:border-third focus-visible:rounded-control focus-visible:outline-offset-0 disabled:bg-hover disabled:text-third aria-invalid:border-breaking";

export function Input({ className, ...rest }: InputHTMLAttributes<HTMLInputElement>) {
  return <input {...rest} className={cx(CONTROL_CLASS, "h-8 px-2.5 pointer-coarse:h-10", className)} />;
}

export function Textarea({ className, rows = 4, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return <textarea rows={rows} {...rest} className={cx(CONTROL_CLASS, "px-2.5 py-1.5", className)} />;
}

export interface SelectOption {
  value: string;
  label: string;
  disabled?: boolean;
}

/** The platform's own select: typing jumps, phones show their wheel. */
export function Select({
  options,
  className,
  ...rest
}: SelectHTMLAttributes<HTMLSelectElement> & { options: readonly SelectOption[] }) {
  return (
    <span className={cx("relative inline-flex min-w-0", className)}>
      <select
        {...rest}
        className={cx(CONTROL_CLASS, "h-8 appearance-none truncate pr-7 pl-2.5 pointer-coarse:h-10")}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon
        name="chevron-down"
        className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-third"
      />
    </span>
  );
}

type Shared = Omit<FieldProps, "className">;

export function TextField({
  name,
  label,
  hint,
  error,
  required,
  ...rest
}: Shared & Omit<InputHTMLAttributes<HTMLInputElement>, keyof Shared | "id">) {
  return (
    <Field name={name} label={label} hint={hint} error={error} required={required}>
      {(control) => <Input {...rest} {...control} />}
    </Field>
  );
}

export function TextareaField({
  name,
  label,
  hint,
  error,
  required,
  ...rest
}: Shared & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, keyof Shared | "id">) {
  return (
    <Field name={name} label={label} hint={hint} error={error} required={required}>
      {(control) => <Textarea {...rest} {...control} />}
    </Field>
  );
}

export function SelectField({
  name,
  label,
  hint,
  error,
  required,
  options,
  ...rest
}: Shared &
  Omit<SelectHTMLAttributes<HTMLSelectElement>, keyof Shared | "id"> & { options: readonly SelectOption[] }) {
  return (
    <Field name={name} label={label} hint={hint} error={error} required={required}>
      {(control) => <Select {...rest} {...control} options={options} />}
    </Field>
  );
}
