import { formatUtc } from "@/lib/format/time";

const TIP_ID = "tip";
const TIP_CLASS =
  "fixed m-0 max-w-80 whitespace-pre-line rounded-control border-0 bg-ink px-2 py-1 text-sm text-page shadow-float";

const SHOW_DELAY_MS = 350;
const HIDE_DELAY_MS = 120;
const GAP_PX = 6;
const EDGE_PX = 8;

/**
 * Shows the `data-tip` of whatever is hovered, focused by keyboard or tapped. Elements with `data-tip-time` get the
 * exact instant in UTC and in the reader's own zone below it. Escape closes, and the pointer may move onto the tip
 * (WCAG 1.4.13).
 *
 * @returns a function that stops listening.
 */
export function listenForTips(document: Document): () => void {
  const control = new AbortController();
  const options = { signal: control.signal };
  let target: HTMLElement | null = null;
  let tip: HTMLElement | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const hide = () => {
    clearTimeout(timer);
    if (!target) return;
    if (target.getAttribute("aria-describedby") === TIP_ID) target.removeAttribute("aria-describedby");
    target = null;
    tip?.remove();
    tip = null;
  };
  const show = (element: HTMLElement) => {
    clearTimeout(timer);
    const text = tipText(element);
    if (!text || !element.isConnected || element === target) return;
    hide();
    target = element;
    tip = createTip(element, text);
    placeTip(tip, element);
    if (!element.hasAttribute("aria-describedby")) element.setAttribute("aria-describedby", TIP_ID);
  };
  const later = (act: () => void, ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };

  document.addEventListener(
    "pointerover",
    (event) => {
      if (event.pointerType === "touch") return;
      const element = tippedAncestor(event.target);
      if (element) later(() => show(element), target ? 0 : SHOW_DELAY_MS);
      else if (isTip(event.target)) clearTimeout(timer);
      else later(hide, HIDE_DELAY_MS);
    },
    options,
  );
  document.addEventListener(
    "focusin",
    (event) => {
      const element = tippedAncestor(event.target);
      if (element?.matches(":focus-visible, :has(:focus-visible)")) show(element);
      else hide();
    },
    options,
  );
  document.addEventListener("focusout", hide, options);
  document.addEventListener(
    "click",
    (event) => {
      const element = tippedAncestor(event.target);
      const touched = event instanceof PointerEvent && event.pointerType === "touch";
      if (touched && element && !element.closest("a, button")) show(element);
      else hide();
    },
    options,
  );
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide(), options);
  document.addEventListener("scroll", hide, { ...options, capture: true, passive: true });

  return () => {
    hide();
    control.abort();
  };
}

/** The text of an element's tip: its own words, then, for a time, the exact instant in UTC and local. */
export function tipText(element: HTMLElement): string {
  const { tip = "", tipTime } = element.dataset;
  if (!tipTime) return tip;
  const date = new Date(tipTime);
  const local = Number.isNaN(date.getTime())
    ? ""
    : date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "long" });
  return [tip, formatUtc(tipTime), local && `${local}, your time`].filter(Boolean).join("\n");
}

function tippedAncestor(node: EventTarget | null): HTMLElement | null {
  return node instanceof Element ? node.closest<HTMLElement>("[data-tip], [data-tip-time]") : null;
}

function isTip(node: EventTarget | null): boolean {
  return node instanceof Element && node.id === TIP_ID;
}

/** Inside the landmark or dialog that its element belongs to: what stands outside an open dialog is inert. */
function createTip(element: HTMLElement, text: string): HTMLElement {
  const tip = element.ownerDocument.createElement("div");
  tip.id = TIP_ID;
  tip.role = "tooltip";
  tip.popover = "manual";
  tip.className = TIP_CLASS;
  tip.textContent = text;
  const host = element.closest("dialog, main, header, aside, [popover]") ?? element.ownerDocument.body;
  host.append(tip);
  tip.showPopover();
  return tip;
}

function placeTip(tip: HTMLElement, element: HTMLElement) {
  const box = element.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const above = box.top - height - GAP_PX;
  const top = above >= EDGE_PX ? above : box.bottom + GAP_PX;
  const left = Math.min(
    Math.max(box.left + box.width / 2 - width / 2, EDGE_PX),
    window.innerWidth - width - EDGE_PX,
  );
  tip.style.top = `${top}px`;
  tip.style.left = `${left}px`;
}
