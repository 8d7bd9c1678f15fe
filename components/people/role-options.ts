import type { SelectOption } from "@/components/ui/input";
import type { Role } from "@/lib/core/access/policy";

const MEANING: Record<Role, string> = {
  viewer: "reads definitions and statistics",
  contributor: "also changes definitions, previews, reads values",
  steward: "also decides for what nobody owns, sees protected values",
};

/** "" stands for no role. */
export const ROLE_OPTIONS: readonly SelectOption[] = [
  { value: "", label: "No role" },
  ...Object.entries(MEANING).map(([role, meaning]) => ({ value: role, label: `${role}: ${meaning}` })),
];

/** A link that is shown once. */
export interface SecretLink {
  url: string;
  /** RFC 3339. */
  expiresAt: string;
}

export const LINK_NOTE =
  "No mail server is configured; hand over this link yourself. It is shown this once and works once. A new one ends it.";
