export function missingEntries(lock: { packages: object }): Record<string, { version: string }>;
