export type Selection = Record<string, true>;

/**
 * Selects or clears one row, or, with `range`, every row from the anchor (the row toggled last) to it: all of them get
 * the anchor's state. Rows are given in the order they are shown.
 */
export function toggleRows(
  ids: readonly string[],
  selection: Selection,
  index: number,
  anchor: number | null,
  range: boolean,
): Selection {
  const id = ids[index];
  if (id === undefined) return selection;
  const anchorId = range && anchor !== null ? ids[anchor] : undefined;
  if (anchorId === undefined || anchor === null) return withState(selection, [id], !selection[id]);
  const [from, to] = anchor < index ? [anchor, index] : [index, anchor];
  return withState(selection, ids.slice(from, to + 1), selection[anchorId] ?? false);
}

/** Keeps only rows that are still there: a page that changed must not act on what is gone. */
export function pruneSelection(ids: readonly string[], selection: Selection): Selection {
  return Object.fromEntries(ids.filter((id) => selection[id]).map((id) => [id, true as const]));
}

function withState(selection: Selection, ids: readonly string[], selected: boolean): Selection {
  const next: Selection = { ...selection };
  for (const id of ids) {
    if (selected) next[id] = true;
    else delete next[id];
  }
  return next;
}
