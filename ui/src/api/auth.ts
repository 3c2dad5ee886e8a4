// The REST routes around signing in. They answer before there is a session, so they are not part of GraphQL.
import { ApiError, unexpected, unreachable, type ErrorDetails } from './errors';

export type AuthUser = {
  id: string;
  username: string;
  isAdmin: boolean;
  displayName: string;
  mustChangePassword: boolean;
};

export type AuthState = {
  setupNeeded: boolean;
  signedIn: boolean;
  user?: AuthUser;
  version: string;
  orgName: string;
  pathMode: boolean;
  /** The group whose instance types and images all groups may use. */
  everyoneGroupId: string;
};

async function call<R>(path: string, body?: unknown): Promise<R> {
  const response = await fetch(`/api/auth/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    credentials: 'same-origin',
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw unreachable();
  });
  if (response.status === 204) return undefined as R;
  const answer = (await response.json().catch(() => {
    throw unexpected(response.status);
  })) as R & Partial<ErrorDetails> & { message?: string };
  if (!response.ok) {
    throw new ApiError(answer.message ?? unexpected(response.status).message, {
      ...answer,
      code: answer.code ?? `HTTP_${response.status}`,
    });
  }
  return answer;
}

export const authState = () => call<AuthState>('state');

export const signIn = (username: string, password: string) =>
  call<{ user: AuthUser }>('sign-in', { username, password });

export const signOut = () => call<unknown>('sign-out', {});

export const setUp = (input: { token: string; username: string; password: string; email?: string }) =>
  call<{ user: AuthUser }>('setup', input);
