"use client";

import { useEffect } from "react";
import { ANNOUNCER_ID } from "./announce";
import { listenForCopies } from "./copy-listener";
import { listenForTips } from "./tip-listener";

/**
 * What a page needs once: the live region, and the two listeners that give every `data-tip` and `data-copy` element,
 * server-rendered ones too, its behaviour without a component of its own in the browser.
 */
export function PageLayers() {
  useEffect(() => {
    const stop = [listenForTips(document), listenForCopies(document)];
    return () => {
      for (const end of stop) end();
    };
  }, []);
  return <div id={ANNOUNCER_ID} role="status" aria-live="polite" className="sr-only" />;
}
