import type { ReactNode } from "react";
import { cx } from "./cx";

/** What a control needs to be tied to its label, hint and error. Spread it onto the control. */
export interface FieldControl {
  id: string;
  name: string;
  required?: boolean;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}

export interface FieldProps {
  /** The field's path in the input, as errors name it: `spine.time`. */
  name: string;
  label: string;
  hint?: ReactNode;
  error?: string;
  required?: boolean;
  className?: string;
}

/** The id of a field's control, so that an error summary can link to it. Dots and brackets become dashes. */
export function fieldId(name: string): string {
  return `field-${name.replace(/[^\w]+/g, "-")}`;
}

/** Label, control, hint and error in one column. Everything is required unless it says optional. */
export function Field({
  name,
  label,
  hint,
  error,
  required = true,
  className,
  children,
}: FieldProps & { children: (control: FieldControl) => ReactNode }) {
  const id = fieldId(name);
  const described = [hint ? `${id}-hint` : null, error ? `${id}-error` : null].filter(Boolean).join(" ");
  return (
    <div className={cx("flex min-w-0 flex-col gap-1", className)}>
      <label htmlFor={id} className="font-medium">
        {label}
        {required ? null : <span className="font-normal text-third"> optional</span>}
      </label>
      {children({
        id,
        name,
        required: required || undefined,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {hint ? (
        <div id={`${id}-hint`} className="text-sm text-third">
          {hint}
        </div>
      ) : null}
      {error ? <FieldError id={`${id}-error`} message={error} /> : null}
    </div>
  );
}

export function FieldError({ id, message }: { id: string; message: string }) {
  return (
    <div id={id} className="text-sm text-breaking">
      <span aria-hidden="true">✕ </span>
      {message}
    </div>
  );
}
