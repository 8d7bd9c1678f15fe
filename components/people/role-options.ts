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
