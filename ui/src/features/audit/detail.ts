// Reads the detail of an audit entry: a table of changed fields where it is one, else it is shown as it was written.

export type Change = { field: string; from?: string; to?: string };

type Pair = { from?: unknown; to?: unknown };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPair = (value: unknown): value is Pair =>
  isObject(value) && Object.keys(value).length > 0 && Object.keys(value).every((key) => key === 'from' || key === 'to');

function written(value: unknown): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `{changes: {field: {from, to}}}` or `{field: {from, to}}`; undefined when the detail has another shape. */
export function changesOf(detail: unknown): Change[] | undefined {
  if (!isObject(detail)) return undefined;
  const fields = isObject(detail.changes) ? detail.changes : detail;
  const entries = Object.entries(fields);
  if (entries.length === 0 || !entries.every(([, value]) => isPair(value))) return undefined;
  return entries.map(([field, value]) => {
    const { from, to } = value as Pair;
    return { field, from: written(from), to: written(to) };
  });
}

const isPlain = (value: unknown) => typeof value !== 'object' || value === null;

/** Names with one or several values, `{fields: ["quotaCpu"], joined: []}`; undefined when the detail has another shape. */
export function linesOf(detail: unknown): { name: string; text: string }[] | undefined {
  if (!isObject(detail)) return undefined;
  const entries = Object.entries(detail);
  if (!entries.every(([, value]) => isPlain(value) || (Array.isArray(value) && value.every(isPlain)))) return undefined;
  return entries.flatMap(([name, value]) => {
    const text = (Array.isArray(value) ? value : [value]).map(written).filter(Boolean).join(', ');
    return text ? [{ name, text }] : [];
  });
}
