"use client";

import { useEffect, useRef } from "react";
import { createKeySequence, type KeyBinding } from "./keyboard";

const groups = new Set<{ current: readonly KeyBinding[] }>();
let stop: (() => void) | null = null;

/** Registers keys while the component is mounted. One listener serves the page; later components win. */
export function useKeys(bindings: readonly KeyBinding[]) {
  const latest = useRef(bindings);
  latest.current = bindings;
  useEffect(() => {
    groups.add(latest);
    stop ??= listen();
    return () => {
      groups.delete(latest);
      if (groups.size > 0) return;
      stop?.();
      stop = null;
    };
  }, []);
}

/** Every key that acts on the page right now, for the list behind `?`. */
export function activeKeys(): KeyBinding[] {
  return [...groups].flatMap((group) => group.current);
}

export function onMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

function listen(): () => void {
  const sequence = createKeySequence();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    // A held key repeats what moves, and nothing else.
    if (event.repeat && !/^[jk]$/.test(event.key)) return;
    const context = {
      inText: isText(event.target),
      inModal: document.querySelector("dialog:modal, [role=menu]:popover-open") !== null,
      singleKeys: document.documentElement.dataset.keys !== "off",
    };
    const bindings = activeKeys().filter((binding) => binding.when?.(event) ?? true);
    const outcome = sequence.press(event, context, bindings, event.timeStamp);
    if (outcome === null || outcome === "pending") return;
    event.preventDefault();
    outcome.binding.run(event);
  };
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}

function isText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target.matches(
    "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file])",
  );
}
