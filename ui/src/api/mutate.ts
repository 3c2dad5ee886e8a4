// Changes something on the server and marks what it changed as out of date.
import { useMutation } from '@tanstack/react-query';
import type { TypedDocumentString } from './generated/graphql';
import { outdated, type ChangeKind } from './query';
import { request } from './request';

/** `kinds`: what the mutation changes. The live stream would say so as well, only later. */
export function useApiMutation<R, V>(document: TypedDocumentString<R, V>, kinds: ChangeKind[]) {
  return useMutation({
    mutationFn: (variables: V) => request(document, variables),
    onSuccess: () => outdated(new Set(kinds)),
  });
}
