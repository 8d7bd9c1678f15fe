import "server-only";

/** What `seen` holds under a key, else what is loaded, and held from then on; without `seen` always what is loaded. */
export function once<T>(
  seen: Map<string, Promise<T>> | undefined,
  key: string,
  load: () => Promise<T>,
): Promise<T> {
  const known = seen?.get(key);
  if (known) return known;
  const loading = load();
  seen?.set(key, loading);
  return loading;
}
