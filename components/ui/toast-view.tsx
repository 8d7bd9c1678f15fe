"use client";

import { toast as push, Toaster } from "sonner";
import type { Toast } from "./toast";

const GLYPHS = { neutral: null, safe: "✓", breaking: "✕" } as const;
const COLOURS = { neutral: "", safe: "text-safe", breaking: "text-breaking" } as const;

export function ToastView() {
  return (
    <Toaster
      position="bottom-right"
      visibleToasts={3}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-80 items-start gap-2 rounded-panel bg-page px-4 py-3 font-sans text-base text-ink shadow-float",
          title: "font-semibold",
          description: "text-second",
        },
      }}
    />
  );
}

export function pushToast({ title, detail, tone = "neutral" }: Toast) {
  const glyph = GLYPHS[tone];
  push(title, {
    description: detail,
    icon: glyph ? <span className={COLOURS[tone]}>{glyph}</span> : undefined,
  });
}
