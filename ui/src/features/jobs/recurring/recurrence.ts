// When a recurring job runs, in words.
import { t } from '../../../messages/jobs';

export const TYPES = ['daily', 'weekly', 'monthly', 'custom', 'inactive'] as const;

export type RecurrenceType = (typeof TYPES)[number];

type Recurrence = { type: string | null; cron: string | null } | null;

/** "Every day at 04:00"; a custom one is its cron text. */
export function recurrenceText(recurrence: Recurrence): string {
  const type = TYPES.find((name) => name === recurrence?.type) ?? 'inactive';
  return type === 'custom' ? (recurrence?.cron ?? '') : t.recurring.inWords[type];
}

const formats = new Map<string, Intl.DateTimeFormat>();

function zoneFormat(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'shortOffset',
  });
  formats.set(timezone, made);
  return made;
}

/** "Tue, 24 Nov 2026, 04:00 GMT+1", in the schedule's own time zone. */
export function momentInZone(at: string, timezone: string): string {
  try {
    return zoneFormat(timezone).format(new Date(at));
  } catch {
    // A zone that this browser does not know.
    return zoneFormat('UTC').format(new Date(at));
  }
}

/** True when the reader's clock shows another time at this moment. */
export const differsHere = (at: string, timezone: string) =>
  momentInZone(at, timezone) !== momentInZone(at, Intl.DateTimeFormat().resolvedOptions().timeZone);
