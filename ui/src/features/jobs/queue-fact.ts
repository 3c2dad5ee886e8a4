// What becomes of a job that is submitted now, as far as it is known.
import { t } from '../../messages/jobs';

export function queueFact(waiting: number, over: boolean, group: string): string {
  if (over) return t.jobs.place4(waiting + 1, group);
  return waiting > 0 ? t.jobs.afterOthers(waiting) : t.jobs.startsNow;
}
