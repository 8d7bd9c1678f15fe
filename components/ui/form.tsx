"use client";

import { type FormHTMLAttributes, type KeyboardEvent, useEffect, useRef } from "react";

/**
 * One column, ⌘Enter or Ctrl-Enter submits from anywhere inside. With `guard`, leaving the page with unsaved input
 * asks first; a submit clears the guard.
 */
export function Form({
  guard = false,
  children,
  onKeyDown,
  onInput,
  onSubmit,
  className = "flex max-w-xl flex-col gap-4",
  ...rest
}: FormHTMLAttributes<HTMLFormElement> & { guard?: boolean }) {
  const dirty = useRef(false);

  useEffect(() => {
    if (!guard) return;
    const warn = (event: BeforeUnloadEvent) => {
      if (dirty.current) event.preventDefault();
    };
    const ask = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (!link || !dirty.current || link.getAttribute("href")?.startsWith("#")) return;
      if (window.confirm("Leave without saving what you have entered?")) dirty.current = false;
      else {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    window.addEventListener("beforeunload", warn);
    document.addEventListener("click", ask, true);
    return () => {
      window.removeEventListener("beforeunload", warn);
      document.removeEventListener("click", ask, true);
    };
  }, [guard]);

  const submitOnChord = (event: KeyboardEvent<HTMLFormElement>) => {
    onKeyDown?.(event);
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      event.currentTarget.requestSubmit();
    }
  };
  return (
    <form
      {...rest}
      className={className}
      onKeyDown={submitOnChord}
      onInput={(event) => {
        dirty.current = true;
        onInput?.(event);
      }}
      onSubmit={(event) => {
        dirty.current = false;
        onSubmit?.(event);
      }}
    >
      {children}
    </form>
  );
}
