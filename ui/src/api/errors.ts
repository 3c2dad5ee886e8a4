// What went wrong with a request, in one shape for GraphQL and REST.
import { t } from '../messages/en';

/** One workload that holds a part of a quota. */
export type QuotaHolder = {
  id: string;
  kind: string;
  name: string;
  userName: string;
  cpu: number;
  memory: number;
  gpu: number;
};

/** One limit that a launch would exceed. Amounts in cores, GiB and pieces. */
export type ExceededLimit = {
  whose: 'user' | 'group';
  resource: 'cpu' | 'memory' | 'gpu';
  limit: number;
  used: number;
  requested: number;
  by: QuotaHolder[];
};

export type ErrorDetails = {
  code: string;
  field?: string;
  requestId?: string;
  retryAfterSeconds?: number;
  limits?: ExceededLimit[];
};

/** `message` is a sentence for people; `code` names the cause. */
export class ApiError extends Error {
  readonly details: ErrorDetails;

  constructor(message: string, details: ErrorDetails) {
    super(message);
    this.name = 'ApiError';
    this.details = details;
  }

  get code() {
    return this.details.code;
  }
}

/** The server did not answer at all, so nothing is known about what it did. */
export function unreachable(): ApiError {
  return new ApiError(t.errors.unreachable, { code: 'SERVER_UNREACHABLE' });
}

/** The server answered with something that is not its contract, a proxy's error page for example. */
export function unexpected(status: number): ApiError {
  return new ApiError(t.errors.unexpected(status), { code: `HTTP_${status}` });
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(error instanceof Error ? error.message : String(error), { code: 'CLIENT_ERROR' });
}

/** The message for one input, if the error belongs to it. Nested inputs match by their first part, too. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const path = error.details.field;
  return path === field || path?.startsWith(`${field}.`) ? error.message : undefined;
}
