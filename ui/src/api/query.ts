// How server data is cached: one TanStack Query client, keys made from the document, and the kinds of change that
// make a result out of date.
import { QueryClient, queryOptions } from '@tanstack/react-query';
import { ApiError } from './errors';
import type { TypedDocumentString } from './generated/graphql';
import { request } from './request';

export type ChangeKind =
  | 'notebook'
  | 'job'
  | 'schedule'
  | 'notification'
  | 'files'
  | 'dataset'
  | 'group'
  | 'user'
  | 'image'
  | 'instanceType'
  | 'system';

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: { kinds: ChangeKind[] };
  }
}

/** Retrying helps only when the server was away; a refusal stays a refusal. */
function worthRetrying(failures: number, error: unknown) {
  return failures < 2 && error instanceof ApiError && error.code === 'SERVER_UNREACHABLE';
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 10_000, retry: worthRetrying, refetchOnWindowFocus: false, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

const operation = /(?:query|mutation)\s+(\w+)/;

/** Options for `useQuery`. `kinds`: changes of these things, told by the server, fetch the result again. */
export function apiQuery<R, V>(document: TypedDocumentString<R, V>, variables: V, kinds: ChangeKind[]) {
  return queryOptions({
    queryKey: [operation.exec(document.toString())?.[1], variables] as const,
    queryFn: ({ signal }) => request(document, variables, signal),
    meta: { kinds },
  });
}

export function outdated(kinds: ReadonlySet<ChangeKind>) {
  void queryClient.invalidateQueries({
    predicate: (query) => query.meta?.kinds.some((kind) => kinds.has(kind)) ?? false,
  });
}
