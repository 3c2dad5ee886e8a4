// Says in words how a quota stands.
import { amount, type Resource } from './units';
import { number } from './number';

export type QuotaState = {
  resource: Resource;
  used: number;
  /** What this launch would add. */
  add: number;
  /** null: no limit; 0: none allowed. */
  limit: number | null;
};

export type QuotaTone = 'plain' | 'full' | 'over';

/** Sums of decimals carry dust (0.1 + 0.2); quotas are kept in thousandths. */
export const exact = (value: number) => Math.round(value * 1000) / 1000;

export const left = ({ used, add, limit }: QuotaState): number | null =>
  limit === null ? null : exact(limit - used - add);

export function quotaTone(state: QuotaState): QuotaTone {
  const rest = left(state);
  if (rest === null || rest > 0) return 'plain';
  return rest < 0 ? 'over' : 'full';
}

/** The line below a bar: "2 CPU left after this", "Nothing left", "6 CPU over the limit", "No limit". */
export function quotaNote(state: QuotaState): string {
  const rest = left(state);
  if (rest === null) return 'No limit';
  if (rest < 0) return `${amount(-rest, state.resource)} over the limit`;
  const after = state.add > 0 ? ' after this' : '';
  return rest === 0 ? `Nothing left${after}` : `${amount(rest, state.resource)} left${after}`;
}

/** The whole state as one sentence, for people who do not see the bar. */
export function quotaSentence(label: string, state: QuotaState): string {
  if (state.limit === 0 && state.used + state.add === 0) return `${label}: none allowed`;
  const after = exact(state.used + state.add);
  const change = state.add > 0 ? `${number(state.used)} now, ${number(after)} after this` : `${number(after)} used`;
  if (state.limit === null) return `${label}: ${change}, no limit`;
  return `${label}: ${change}, of ${amount(state.limit, state.resource)}. ${quotaNote(state)}`;
}
