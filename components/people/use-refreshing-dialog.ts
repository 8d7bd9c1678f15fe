"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";

/**
 * A dialog that shows something once. The page behind it is loaded anew when the dialog closes, not before: that
 * could take the dialog, and the secret in it, away.
 *
 * @returns whether it is open, what closes it, what opens it.
 */
export function useRefreshingDialog(): [open: boolean, close: () => void, show: () => void] {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    router.refresh();
  };
  return [open, close, () => setOpen(true)];
}
