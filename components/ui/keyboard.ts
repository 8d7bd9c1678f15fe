/** A key or chord and what it does: `j`, `?`, `shift+x`, `g h` (one after the other), `mod+k` (⌘ on a Mac, else Ctrl). */
export interface KeyBinding {
  keys: string;
  label: string;
  /** Heading in the list of keys. */
  group: string;
  /** Whether it acts on this very press; without it, always. */
  when?: (event: KeyboardEvent) => boolean;
  run: (event: KeyboardEvent) => void;
}

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** Where the press happened: single keys act neither in text nor while something modal is open. */
export interface KeyContext {
  inText: boolean;
  inModal: boolean;
  singleKeys: boolean;
}

export type KeyOutcome = { binding: KeyBinding } | "pending" | null;

const SEQUENCE_MS = 900;

/** Follows the presses of one page. Time is given by the caller, in milliseconds. */
export function createKeySequence() {
  let held = "";
  let heldAt = 0;
  return {
    /**
     * @returns the binding that is complete, "pending" when the press may start or continue a sequence, else null.
     *   Later bindings win over earlier ones with the same keys.
     */
    press(press: KeyPress, context: KeyContext, bindings: readonly KeyBinding[], nowMs: number): KeyOutcome {
      const stroke = strokeOf(press);
      if (stroke === null) return null;
      const chord = stroke.startsWith("mod+");
      if (!chord && (context.inText || context.inModal || !context.singleKeys)) {
        held = "";
        return null;
      }
      const prefix = held !== "" && nowMs - heldAt <= SEQUENCE_MS ? `${held} ` : "";
      held = "";
      for (const candidate of prefix ? [prefix + stroke, stroke] : [stroke]) {
        const binding = bindings.findLast((known) => known.keys === candidate);
        if (binding) return { binding };
        if (bindings.some((known) => known.keys.startsWith(`${candidate} `))) {
          held = candidate;
          heldAt = nowMs;
          return "pending";
        }
      }
      return null;
    },
  };
}

/** The canonical name of a press, or null for modifiers alone and for chords the browser owns. */
export function strokeOf(press: KeyPress): string | null {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = press;
  if (["Shift", "Control", "Alt", "Meta", "AltGraph", "Dead", "Process"].includes(key)) return null;
  if (ctrlKey || metaKey) return altKey || shiftKey ? null : `mod+${key.toLowerCase()}`;
  if (altKey) return null;
  // Shift is part of the character for everything but letters: `?` needs it on some keyboards and not on others.
  if (shiftKey && /^[a-z]$/i.test(key)) return `shift+${key.toLowerCase()}`;
  return key.length === 1 ? key.toLowerCase() : key;
}

/** Keys as people read them: `mod+k` → `⌘K` or `Ctrl K`, `g h` → `g h`, `shift+x` → `⇧ X`. */
export function keyLabel(keys: string, mac: boolean): string {
  return keys
    .split(" ")
    .map((stroke) =>
      stroke
        .replace(/^mod\+(.)$/, (_, key: string) =>
          mac ? `⌘${key.toUpperCase()}` : `Ctrl ${key.toUpperCase()}`,
        )
        .replace(/^shift\+(.)$/, (_, key: string) => `⇧ ${key.toUpperCase()}`),
    )
    .join(" ");
}
