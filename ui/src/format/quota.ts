// Says in words how a quota stands.
import { format as words } from '../messages/en/format';
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
  const launches = state.add > 0;
  if (rest === null) return words.noLimit;
  if (rest < 0) return words.overLimit(amount(-rest, state.resource));
  if (rest === 0) return launches ? words.nothingLeftAfterThis : words.nothingLeft;
  return (launches ? words.leftAfterThis : words.left)(amount(rest, state.resource));
}

/** The whole state as one sentence, for people who do not see the bar. */
export function quotaSentence(label: string, state: QuotaState): string {
  const { used, add, limit, resource } = state;
  if (limit === 0 && used + add === 0) return words.meterNone(label);
  const after = number(exact(used + add));
  const change = add > 0 ? words.meterChange(number(used), after) : words.meterUsed(after);
  if (limit === null) return words.meterNoLimit(label, change);
  return words.meter(label, change, amount(limit, resource), quotaNote(state));
}
