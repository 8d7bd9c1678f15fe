export function checkDocPaths(): string[];
export function citedPaths(text: string, document: string): string[];
