export function checkLicences(): string[];
export function isAllowed(expression: unknown): boolean;
