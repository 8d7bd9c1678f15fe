export function bundleProcesses(): Promise<void>;
export function bundle(entries: string[], outdir: string): Promise<string[]>;
