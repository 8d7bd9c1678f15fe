"use client";

import { type ComponentType, useEffect, useState } from "react";
import { announce } from "./announce";

export interface Toast {
  title: string;
  detail?: string;
  tone?: "neutral" | "safe" | "breaking";
}

const EVENT = "asof:toast";

/** Shows a passing message. It may never be the only place where an error stands. */
export function showToast(toast: Toast) {
  window.dispatchEvent(new CustomEvent<Toast>(EVENT, { detail: toast }));
}

/** Where toasts appear. The library behind them is fetched with the first one. */
export function ToastHost() {
  const [Host, setHost] = useState<ComponentType | null>(null);
  useEffect(() => {
    const listen = (event: Event) => {
      if (!(event instanceof CustomEvent)) return;
      const toast = event.detail as Toast;
      announce(toast.detail ? `${toast.title}. ${toast.detail}` : toast.title);
      void import("./toast-view").then((view) => {
        setHost(() => view.ToastView);
        view.pushToast(toast);
      });
    };
    window.addEventListener(EVENT, listen);
    return () => window.removeEventListener(EVENT, listen);
  }, []);
  return Host ? <Host /> : null;
}
