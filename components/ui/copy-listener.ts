import { announce } from "./announce";

const COPIED_MS = 1500;

/**
 * Copies the `data-copy` text of whatever button is clicked, or the text of the element that `data-copy-from` names,
 * shows it on the button for a moment (`data-copied`) and says so to screen readers.
 *
 * @returns a function that stops listening.
 */
export function listenForCopies(document: Document): () => void {
  const control = new AbortController();
  document.addEventListener(
    "click",
    (event) => {
      const button =
        event.target instanceof Element
          ? event.target.closest<HTMLElement>("[data-copy], [data-copy-from]")
          : null;
      if (!button) return;
      event.preventDefault();
      const from = button.dataset.copyFrom;
      const text = from ? document.getElementById(from)?.textContent : button.dataset.copy;
      if (text) void copyFrom(button, text);
    },
    { signal: control.signal },
  );
  return () => control.abort();
}

/** Puts text on the clipboard; pages served without TLS have no clipboard API, so there is an older way too. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

async function copyFrom(button: HTMLElement, text: string) {
  const done = await copyText(text);
  const what = text.length <= 80 ? text : `${text.length} characters`;
  announce(done ? `Copied ${what}` : "Copying is not allowed here; select the text instead");
  if (!done) return;
  button.dataset.copied = "";
  setTimeout(() => delete button.dataset.copied, COPIED_MS);
}

function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  const host = document.activeElement?.closest("dialog") ?? document.body;
  const focused = document.activeElement;
  host.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}
