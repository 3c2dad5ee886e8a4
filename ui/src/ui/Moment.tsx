// Points in time and clocks that tick, from the server's time.
import { Tooltip } from 'antd';
import { useNow } from '../api/clock';
import { age, duration, fullMoment, moment, ticking, tickingHours } from '../format/time';

/** "14:20", "Yesterday 23:10"…, with the full date in the tooltip. */
export function Moment({ at }: { at: string }) {
  const now = useNow(60);
  return (
    <Tooltip title={fullMoment(at)}>
      <time dateTime={at}>{moment(at, now)}</time>
    </Tooltip>
  );
}

/** "46 min ago". */
export function Age({ at }: { at: string }) {
  const now = useNow(15);
  return (
    <Tooltip title={fullMoment(at)}>
      <time dateTime={at}>{age(at, now)}</time>
    </Tooltip>
  );
}

/** "2:14:37", counting. */
export function Ticking({ since }: { since: string }) {
  return <>{ticking(useNow() - Date.parse(since))}</>;
}

/** "0:14:37", counting, for columns. */
export function TickingHours({ since }: { since: string }) {
  return <>{tickingHours(useNow() - Date.parse(since))}</>;
}

/** "3 h 10 min", counting. */
export function Elapsed({ since }: { since: string }) {
  return <>{duration(useNow() - Date.parse(since))}</>;
}
