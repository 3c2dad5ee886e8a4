// Keeps the rows of a list in place while somebody reads: what arrives on top is counted instead of shifting them.
import { useState } from 'react';

type Row = { id: string };

type Held<R> = { key: string; rows: readonly R[]; total: number };

/**
 * `rows`: more than are shown, so that those pushed down are still among them. `key`: another list, page or order is
 * drawn at once. Without a key nothing is held.
 */
export function useHeldRows<R extends Row>(rows: readonly R[] | undefined, total: number, size: number, key?: string) {
  const [held, setHeld] = useState<Held<R>>();
  const now = rows && key !== undefined ? { key, rows: rows.slice(0, size), total } : undefined;
  const starts = now && (!held || held.key !== key || held.rows.length === 0);
  if (starts && now.rows.length > 0) setHeld(now);
  if (!rows || !now || starts || !held) return { rows: rows?.slice(0, size) ?? [], arrived: 0, show: () => undefined };
  return { ...merge(held, rows, total, size), show: () => setHeld(now) };
}

/** The held rows as they are now. Free places at the end are filled; a row that is gone leaves. */
export function merge<R extends Row>(
  { rows: old, total: before }: Pick<Held<R>, 'rows' | 'total'>,
  rows: readonly R[],
  total: number,
  size: number,
) {
  const newest = new Map(rows.map((row) => [row.id, row]));
  const known = new Set(old.map(({ id }) => id));
  const first = rows.findIndex(({ id }) => known.has(id));
  const arrived = first >= 0 ? first : Math.max(0, total - before);
  const below = first >= 0 ? rows.slice(first).filter(({ id }) => !known.has(id)) : [];
  // Only while the read rows reach that far is it known that a missing row is gone and not merely pushed out.
  const complete = first >= 0 && rows.length >= total;
  const kept = old.flatMap((row) => newest.get(row.id) ?? (complete ? [] : [row]));
  return { rows: [...kept, ...below].slice(0, size), arrived };
}
