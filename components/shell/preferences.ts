export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** What a person prefers in this browser. Cookies, so that the server renders the first byte right. */
export interface Preferences {
  theme: Theme;
  /** Whether single keys such as `/`, `?`, `j` act (WCAG 2.1.4); chords with ⌘ or Ctrl always do. */
  singleKeys: boolean;
  sidebar: "open" | "collapsed";
}

export const PREFERENCE_COOKIES = {
  theme: "asof_theme",
  singleKeys: "asof_keys",
  sidebar: "asof_sidebar",
} as const;

const YEAR_SECONDS = 31_536_000;

/** Reads preferences from cookies; anything unknown falls back to the default. */
export function readPreferences(cookie: (name: string) => string | undefined): Preferences {
  const theme = cookie(PREFERENCE_COOKIES.theme);
  return {
    theme: THEMES.find((known) => known === theme) ?? "system",
    singleKeys: cookie(PREFERENCE_COOKIES.singleKeys) !== "off",
    sidebar: cookie(PREFERENCE_COOKIES.sidebar) === "collapsed" ? "collapsed" : "open",
  };
}

/** Applies a preference at once and keeps it for a year. */
export function savePreference<K extends keyof Preferences>(name: K, value: Preferences[K]) {
  const text = typeof value === "boolean" ? (value ? "on" : "off") : String(value);
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: cookieStore does not exist on pages without TLS
  document.cookie = `${PREFERENCE_COOKIES[name]}=${text}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`;
  const attribute = { theme: "theme", singleKeys: "keys", sidebar: "sidebar" }[name];
  document.documentElement.dataset[attribute] = text;
}
