"use client";

import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Button, type ButtonLook } from "./button";
import { cx } from "./cx";

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** Buttons, at the end; the one that acts goes last. */
  footer?: ReactNode;
  size?: "small" | "medium" | "large";
  /** For dialogs that draw their own head, such as the palette. The title still names the dialog. */
  bare?: boolean;
  className?: string;
}

const SIZES = { small: "w-[400px]", medium: "w-[560px]", large: "w-[880px]" } as const;

/** Where the focus starts: what asks for it, else the first field. Without fields it is the button that closes. */
const FIRST_STOPS = [
  "[data-autofocus]",
  "input:enabled:not([type=hidden], [type=radio]), input[type=radio]:checked, select:enabled, textarea:enabled",
];

/** The platform's modal dialog: it holds the focus, Escape and a click outside close it, and the focus goes back. */
export function Dialog({
  open,
  onClose,
  title,
  children,
  footer,
  size = "medium",
  bare = false,
  className,
}: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    if (open && !dialog.open) {
      dialog.showModal();
      const stops = FIRST_STOPS.map((stop) => dialog.querySelector<HTMLElement>(stop));
      stops.find((stop) => stop !== null)?.focus();
    }
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog natively; the click is the backdrop's
    <dialog
      ref={element}
      aria-labelledby={titleId}
      // The state closes it, not the browser: its close event comes late, and could undo an opening in between.
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={(event) => {
        if (open && !event.currentTarget.open) onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      className={cx(
        "m-auto max-h-[85dvh] max-w-[calc(100vw-32px)] flex-col overflow-hidden rounded-panel border-0 bg-page p-0 text-ink shadow-float backdrop:bg-black/35 open:flex",
        bare && "mt-[12vh]",
        SIZES[size],
        className,
      )}
    >
      {open ? (
        <>
          {bare ? (
            <h2 id={titleId} className="sr-only">
              {title}
            </h2>
          ) : (
            <div className="flex items-center justify-between gap-4 border-line border-b py-2 pr-2 pl-4">
              <h2 id={titleId} className="font-semibold text-lg">
                {title}
              </h2>
              <Button variant="ghost" icon="close" aria-label="Close" onClick={onClose} />
            </div>
          )}
          {bare ? children : <div className="overflow-y-auto p-4">{children}</div>}
          {footer ? (
            <div className="flex flex-wrap justify-end gap-2 border-line border-t bg-raised px-4 py-3">
              {footer}
            </div>
          ) : null}
        </>
      ) : null}
    </dialog>
  );
}

/** A button and the dialog it opens. Children may be rendered on the server; a form inside closes it by redirecting. */
export function DialogButton({
  label,
  title,
  children,
  footer,
  size,
  ...look
}: Omit<ButtonLook, "children" | "size"> & {
  label: ReactNode;
  title: string;
  children: ReactNode;
  footer?: ReactNode;
  size?: DialogProps["size"];
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button {...look} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={title} footer={footer} size={size}>
        {children}
      </Dialog>
    </>
  );
}
