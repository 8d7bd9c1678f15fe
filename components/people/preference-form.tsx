"use client";

import { useState } from "react";
import { type Preferences, savePreference } from "@/components/shell/preferences";
import { ThemeSwitch } from "@/components/shell/theme-switch";
import { Checkbox } from "@/components/ui/choice";

/** What this browser remembers; each choice acts at once. */
export function PreferenceForm({ preferences }: { preferences: Preferences }) {
  const [singleKeys, setSingleKeys] = useState(preferences.singleKeys);
  return (
    <div className="flex max-w-xl flex-col gap-4">
      <div className="max-w-72">
        <ThemeSwitch theme={preferences.theme} />
      </div>
      <Checkbox
        checked={singleKeys}
        onChange={(event) => {
          setSingleKeys(event.target.checked);
          savePreference("singleKeys", event.target.checked);
        }}
        label="Single-key shortcuts"
        hint="Keys such as / and ? act without ⌘ or Ctrl. Turn them off for speech input."
      />
    </div>
  );
}
