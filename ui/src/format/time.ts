// Writes moments, durations and ages.
import { format as words } from '../messages/en/format';

const SPACE = '\u00a0';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const secondsFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dateFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const fullFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

export const clock = (at: number | string) => clockFormat.format(new Date(at));

export const clockWithSeconds = (at: number | string) => secondsFormat.format(new Date(at));

/** The places of an axis; with seconds where two neighbours would else read the same, with the day where they are days apart. */
export function clocks(moments: number[]): string[] {
  const steps = moments.slice(1).map((at, i) => at - (moments[i] ?? at));
  if (steps.some((step) => step < MINUTE)) return moments.map(clockWithSeconds);
  if (steps.some((step) => step >= DAY)) return moments.map((at) => dayFormat.format(new Date(at)));
  return moments.map(clock);
}

/** Absolute with zone, for tooltips. */
export const fullMoment = (at: number | string) => fullFormat.format(new Date(at));

function daysBetween(at: Date, now: Date): number {
  const midnight = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  return Math.round((midnight(now) - midnight(at)) / DAY);
}

/** "14:20", "Yesterday 23:10", "Tomorrow 04:00", "21 Nov, 18:20", "14 Aug 2025". */
export function moment(at: number | string, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  const days = daysBetween(then, today);
  if (days === 0) return clockFormat.format(then);
  if (days === 1) return words.yesterday(clockFormat.format(then));
  if (days === -1) return words.tomorrow(clockFormat.format(then));
  if (then.getFullYear() === today.getFullYear())
    return words.dayAndClock(dayFormat.format(then), clockFormat.format(then));
  return dateFormat.format(then);
}

/** The same inside a sentence: "today at 14:20", "yesterday at 23:10", "on 21 Nov at 18:20". */
export function momentInSentence(at: number | string, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  const days = daysBetween(then, today);
  if (days === 0) return words.todayAt(clockFormat.format(then));
  if (days === 1) return words.yesterdayAt(clockFormat.format(then));
  if (days === -1) return words.tomorrowAt(clockFormat.format(then));
  if (then.getFullYear() === today.getFullYear())
    return words.onDayAt(dayFormat.format(then), clockFormat.format(then));
  return words.onDate(dateFormat.format(then));
}

/** A running clock: "0:06", "14:37", "2:14:37". */
export function ticking(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const end = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${end}` : `${minutes}:${end}`;
}

/** The same in columns, where hours stand below hours: "0:04:41", "27:14:37". */
export function tickingHours(ms: number): string {
  return ms < HOUR ? `0:${ticking(ms).padStart(5, '0')}` : ticking(ms);
}

/** In sentences, two units at most: "40 s", "1 min 50 s", "3 h 10 min", "12 d 4 h". */
export function duration(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / SECOND)) * SECOND;
  const join = (big: number, bigUnit: string, small: number, smallUnit: string) =>
    small > 0 ? `${big}${SPACE}${bigUnit} ${small}${SPACE}${smallUnit}` : `${big}${SPACE}${bigUnit}`;
  if (whole < MINUTE) return `${whole / SECOND}${SPACE}s`;
  if (whole < 10 * MINUTE) return join(Math.floor(whole / MINUTE), 'min', (whole % MINUTE) / SECOND, 's');
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}${SPACE}min`;
  if (whole < DAY) return join(Math.floor(whole / HOUR), 'h', Math.floor((whole % HOUR) / MINUTE), 'min');
  if (whole < 30 * DAY) return join(Math.floor(whole / DAY), 'd', Math.floor((whole % DAY) / HOUR), 'h');
  return `${Math.floor(whole / DAY)}${SPACE}d`;
}

/** "now", "46 min ago", "2 d ago"; one unit, since an age is read in passing. */
export function age(at: number | string, now: number): string {
  const ms = now - new Date(at).getTime();
  if (ms < MINUTE) return words.now;
  if (ms < HOUR) return words.ago(`${Math.floor(ms / MINUTE)}${SPACE}min`);
  if (ms < DAY) return words.ago(`${Math.floor(ms / HOUR)}${SPACE}h`);
  if (ms < 60 * DAY) return words.ago(`${Math.floor(ms / DAY)}${SPACE}d`);
  return moment(at, now);
}

/** "in 46 min", "in 2 d"; one unit, as ages are. */
export function untilMoment(at: number | string, now: number): string {
  const ms = new Date(at).getTime() - now;
  if (ms < MINUTE) return words.now;
  if (ms < HOUR) return words.inSpan(`${Math.floor(ms / MINUTE)}${SPACE}min`);
  if (ms < DAY) return words.inSpan(`${Math.floor(ms / HOUR)}${SPACE}h`);
  return words.inSpan(`${Math.floor(ms / DAY)}${SPACE}d`);
}
