import { expect, test } from "vitest";
import { createKeySequence, type KeyBinding, type KeyContext, type KeyPress, keyLabel } from "./keyboard";

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const FREE: KeyContext = { inText: false, inModal: false, singleKeys: true };
const bind = (keys: string): KeyBinding => ({ keys, label: keys, group: "Test", run: () => undefined });
const BINDINGS = ["j", "?", "g h", "g s", "mod+k", "shift+x", "x", "s"].map(bind);

/** Presses keys one after the other, 100 ms apart, and says what the last one did. */
function outcome(presses: KeyPress[], context = FREE, stepMs = 100): string | null {
  const sequence = createKeySequence();
  let result: ReturnType<typeof sequence.press> = null;
  for (const [index, one] of presses.entries())
    result = sequence.press(one, context, BINDINGS, index * stepMs);
  return result === null || result === "pending" ? result : result.binding.keys;
}

test("a single key acts", () => {
  expect(outcome([press("j")])).toBe("j");
});

test("a character that needs Shift on some keyboards is found by the character", () => {
  expect(outcome([press("?", { shiftKey: true })])).toBe("?");
  expect(outcome([press("?")])).toBe("?");
});

test("Shift and a letter are a key of their own", () => {
  expect(outcome([press("X", { shiftKey: true })])).toBe("shift+x");
  expect(outcome([press("x")])).toBe("x");
});

test("two keys in a row are one sequence, and the first alone waits", () => {
  expect(outcome([press("g")])).toBe("pending");
  expect(outcome([press("g"), press("h")])).toBe("g h");
});

test("inside a sequence the second key does not act alone", () => {
  expect(outcome([press("g"), press("s")])).toBe("g s");
});

test("a sequence that is not finished in time is forgotten", () => {
  expect(outcome([press("g"), press("s")], FREE, 2000)).toBe("s");
  expect(outcome([press("g"), press("h")], FREE, 2000)).toBeNull();
});

test("a key that continues no sequence still acts alone", () => {
  expect(outcome([press("g"), press("j")])).toBe("j");
});

test("⌘ and Ctrl do the same, and act inside text and dialogs too", () => {
  expect(outcome([press("k", { metaKey: true })])).toBe("mod+k");
  expect(outcome([press("k", { ctrlKey: true })], { inText: true, inModal: true, singleKeys: false })).toBe(
    "mod+k",
  );
});

test("chords the browser owns are left alone", () => {
  expect(outcome([press("k", { ctrlKey: true, shiftKey: true })])).toBeNull();
  expect(outcome([press("j", { altKey: true })])).toBeNull();
  expect(outcome([press("Shift", { shiftKey: true })])).toBeNull();
});

test.each([
  ["in text", { inText: true }],
  ["while something modal is open", { inModal: true }],
  ["when the person turned them off (WCAG 2.1.4)", { singleKeys: false }],
])("single keys and sequences do nothing %s", (_, change) => {
  expect(outcome([press("j")], { ...FREE, ...change })).toBeNull();
  expect(outcome([press("g"), press("h")], { ...FREE, ...change })).toBeNull();
});

test("typing in a field between two keys breaks the sequence", () => {
  const sequence = createKeySequence();
  sequence.press(press("g"), FREE, BINDINGS, 0);
  sequence.press(press("a"), { ...FREE, inText: true }, BINDINGS, 50);
  expect(sequence.press(press("h"), FREE, BINDINGS, 100)).toBeNull();
});

test("of two bindings with the same keys the later one wins", () => {
  const later = bind("j");
  const result = createKeySequence().press(press("j"), FREE, [...BINDINGS, later], 0);
  expect(result).toEqual({ binding: later });
});

test("keys are named as people know them", () => {
  expect(keyLabel("mod+k", true)).toBe("⌘K");
  expect(keyLabel("mod+k", false)).toBe("Ctrl K");
  expect(keyLabel("g h", false)).toBe("g h");
  expect(keyLabel("shift+x", false)).toBe("⇧ X");
});
