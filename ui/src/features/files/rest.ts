// The few answers about files that are not GraphQL, with their refusals in the same shape.
import { ApiError, unexpected, unreachable, type ErrorDetails } from '../../api/errors';
import { sessionEnded } from '../../api/session-end';

type Refusal = Partial<ErrorDetails> & { message?: string };

export async function getFrom(url: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(url, { credentials: 'same-origin', signal }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw unreachable();
  });
  if (response.ok) return response;
  if (response.status === 401) sessionEnded();
  const refusal = (await response.json().catch(() => ({}))) as Refusal;
  if (!refusal.message) throw unexpected(response.status);
  throw new ApiError(refusal.message, { ...refusal, code: refusal.code ?? `HTTP_${response.status}` });
}
