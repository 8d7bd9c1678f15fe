export const ANNOUNCER_ID = "announcer";

/** Says something to screen readers, politely. Nothing visible may depend on it. */
export function announce(text: string) {
  const region = document.getElementById(ANNOUNCER_ID);
  if (!region) return;
  // Emptied first: the same words twice in a row must be spoken twice.
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}
