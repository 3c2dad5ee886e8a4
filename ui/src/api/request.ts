// Sends one GraphQL request and turns every way it can fail into an ApiError.
import type { TypedDocumentString } from './generated/graphql';
import { ApiError, unexpected, unreachable, type ErrorDetails } from './errors';
import { sessionEnded } from './session-end';

type Answer<R> = { data?: R | null; errors?: { message: string; extensions?: Partial<ErrorDetails> }[] };

export async function request<R, V>(
  document: TypedDocumentString<R, V>,
  variables: V,
  signal?: AbortSignal,
): Promise<R> {
  const response = await fetch('/api/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    credentials: 'same-origin',
    body: JSON.stringify({ query: document.toString(), variables }),
    signal,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw unreachable();
  });
  const answer = (await response.json().catch(() => {
    throw unexpected(response.status);
  })) as Answer<R>;
  const first = answer.errors?.[0];
  if (first) {
    const error = new ApiError(first.message, { code: 'INTERNAL_SERVER_ERROR', ...first.extensions });
    if (response.status === 401 || error.code === 'REFRESH_TOKEN_EXPIRED') sessionEnded();
    throw error;
  }
  if (!response.ok || !answer.data) {
    if (response.status === 401) sessionEnded();
    throw unexpected(response.status);
  }
  return answer.data;
}
