// The next runs of a schedule in its own time zone, and what that is where the reader is.
import { asApiError } from '../../../api/errors';
import { t } from '../../../messages/jobs';
import { useNow } from '../../../api/clock';
import { momentInSentence } from '../../../format/time';
import { differsHere, momentInZone } from './recurrence';
import '../job-form.css';

type Props = {
  times: readonly string[];
  timezone: string;
  /** Said when there are none. */
  none: string;
  loading?: boolean;
  failed?: unknown;
};

export function NextRuns({ times, timezone, none, loading, failed }: Props) {
  const now = useNow(60);
  if (failed && times.length === 0) {
    return (
      <p className="t-bad">{`${t.errors.couldNotLoad(t.recurring.previewFailed)}. ${asApiError(failed).message}`}</p>
    );
  }
  if (times.length === 0) return <p className="dim2 next-runs">{loading ? '\u00a0' : none}</p>;
  return (
    <ol className="next-runs num">
      {times.map((at) => (
        <li key={at}>
          <time dateTime={at}>{momentInZone(at, timezone)}</time>
          {differsHere(at, timezone) && <span className="dim">{t.recurring.yourTime(momentInSentence(at, now))}</span>}
        </li>
      ))}
    </ol>
  );
}
