"use client";

import { useState } from "react";
import { cx } from "@/components/ui/cx";
import { Icon, type IconName } from "@/components/ui/icon";
import { savePreference, THEMES, type Theme } from "./preferences";

const LOOKS: Record<Theme, { label: string; icon: IconName }> = {
  system: { label: "System", icon: "monitor" },
  light: { label: "Light", icon: "sun" },
  dark: { label: "Dark", icon: "moon" },
};

export function ThemeSwitch({ theme }: { theme: Theme }) {
  const [chosen, setChosen] = useState(theme);
  return (
    <fieldset className="flex rounded-control bg-hover p-0.5">
      <legend className="sr-only">Theme</legend>
      {THEMES.map((option) => (
        <label
          key={option}
          className={cx(
            "flex h-6 flex-1 items-center justify-center gap-1 rounded-chip px-2 text-sm has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-9",
            option === chosen
              ? "bg-page font-medium text-ink shadow-[0_0_0_1px_var(--line-strong)]"
              : "text-second hover:text-ink",
          )}
        >
          <input
            type="radio"
            name="theme"
            value={option}
            checked={option === chosen}
            onChange={() => {
              setChosen(option);
              savePreference("theme", option);
            }}
            className="sr-only"
          />
          <Icon name={LOOKS[option].icon} size={12} />
          {LOOKS[option].label}
        </label>
      ))}
    </fieldset>
  );
}
