// Search, filters, order and page of a list, kept in the address so that a list can be linked to and gone back to.
import { useSearchParams } from 'react-router';

export type Order = { column: string; direction: 'asc' | 'desc' };

export type ListState = {
  page: number;
  keyword: string;
  order?: Order;
  filter: (name: string) => string | undefined;
  setPage: (page: number) => void;
  setKeyword: (keyword: string) => void;
  setOrder: (order: Order | undefined) => void;
  setFilter: (name: string, value: string | undefined) => void;
  /** Takes search and filters back, keeps the order. */
  clear: () => void;
  /** How many filters and searches hide rows now. */
  narrowed: number;
};

export function parseOrder(text: string | null): Order | undefined {
  const [column, direction] = (text ?? '').split(':');
  if (!column || (direction !== 'asc' && direction !== 'desc')) return undefined;
  return { column, direction };
}

export function parsePage(text: string | null): number {
  const page = Number(text ?? '1');
  return Number.isInteger(page) && page > 0 ? page : 1;
}

/** A copy of the parameters with the changes; empty values leave the address. */
export function changed(params: URLSearchParams, changes: Record<string, string | undefined>): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next;
}

/** `filters`: names of the parameters that narrow the list. */
export function useListState(filters: string[] = [], defaultOrder?: Order): ListState {
  const [params, setParams] = useSearchParams();
  const change = (changes: Record<string, string | undefined>, replace: boolean) =>
    setParams((now) => changed(now, changes), { replace, preventScrollReset: true });
  const keyword = params.get('keyword') ?? '';
  const used = filters.filter((name) => params.get(name));
  return {
    page: parsePage(params.get('page')),
    keyword,
    order: parseOrder(params.get('orderBy')) ?? defaultOrder,
    filter: (name) => params.get(name) ?? undefined,
    setPage: (page) => change({ page: page > 1 ? String(page) : undefined }, false),
    // Every key typed would otherwise be a step of the back button.
    setKeyword: (next) => change({ keyword: next, page: undefined }, true),
    setOrder: (order) => change({ orderBy: order && `${order.column}:${order.direction}`, page: undefined }, false),
    setFilter: (name, value) => change({ [name]: value, page: undefined }, false),
    clear: () => change(Object.fromEntries(['keyword', 'page', ...filters].map((name) => [name, undefined])), false),
    narrowed: used.length + (keyword ? 1 : 0),
  };
}
