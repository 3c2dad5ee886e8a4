// A time limit as people write it: a whole number and a unit. 0 is no limit.

export type Unit = 'seconds' | 'minutes' | 'hours' | 'days';

export type Deadline = { amount: number | null; unit: Unit };

const SECONDS: Record<Unit, number> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
const MOST = 999;

export const isDeadline = ({ amount, unit }: Deadline) =>
  amount !== null && Number.isInteger(amount) && amount >= 0 && (amount <= MOST || unit === 'seconds');

export const toSeconds = ({ amount, unit }: Deadline) => (amount ?? 0) * SECONDS[unit];

/** The largest unit that says it exactly. Seconds come only from programs, and are kept as they are. */
export function toDeadline(seconds: number): Deadline {
  if (seconds === 0) return { amount: 0, unit: 'hours' };
  const says = (unit: Unit) => seconds % SECONDS[unit] === 0 && seconds / SECONDS[unit] <= MOST;
  const unit = (['days', 'hours', 'minutes'] as const).find(says) ?? 'seconds';
  return { amount: seconds / SECONDS[unit], unit };
}
