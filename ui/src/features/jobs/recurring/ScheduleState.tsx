// How a recurring job stands: its next run, or why there is none, and how the last one went.
import { Tooltip } from 'antd';
import { Link } from 'react-router';
import { useNow } from '../../../api/clock';
import { fullMoment, untilMoment } from '../../../format/time';
import { t } from '../../../messages/jobs';
import { groupPath, useGroup } from '../../../shell/current-group';
import { Age, Moment } from '../../../ui/Moment';
import { Status } from '../../../ui/Status';
import { asPhase, statusOf } from '../phase';
import type { ScheduleRow } from './RecurringListPage';

type State = Pick<ScheduleRow, 'invalid' | 'message' | 'paused' | 'nextRunTime' | 'recurrence'>;

export function NextRun({ schedule: { invalid, message, paused, nextRunTime } }: { schedule: State }) {
  const now = useNow(15);
  if (invalid) {
    return (
      <Tooltip title={message}>
        <span>
          <Status kind="failed">{t.recurring.invalid}</Status>
        </span>
      </Tooltip>
    );
  }
  if (paused) return <span className="dim">{t.recurring.pausedNow}</span>;
  if (!nextRunTime) return <span className="dim">{t.recurring.onlyByHand}</span>;
  return (
    <Tooltip title={fullMoment(nextRunTime)}>
      <span className="cell2">
        <Moment at={nextRunTime} />
        <span className="sub">{untilMoment(nextRunTime, now)}</span>
      </span>
    </Tooltip>
  );
}

export function LastRun({ run }: { run: ScheduleRow['lastRun'] }) {
  const group = useGroup();
  if (!run) return <span className="dim">{t.recurring.noRuns}</span>;
  const { outcome, job, at, reason } = run;
  if (outcome !== 'started') {
    return (
      <span className="cell2">
        <Tooltip title={reason}>
          <span>
            <Status kind="warning">{t.recurring.outcomes[outcome]}</Status>
          </span>
        </Tooltip>
        <span className="sub">
          <Age at={at} />
        </span>
      </span>
    );
  }
  const phase = asPhase(job?.phase);
  return (
    <span className="cell2">
      {job ? (
        <Link to={groupPath(group, `jobs/${job.id}`)}>
          <Status kind={statusOf(phase)}>{t.jobs.phase[phase]}</Status>
        </Link>
      ) : (
        <span className="dim">{t.recurring.jobGone}</span>
      )}
      <span className="sub">
        <Age at={at} />
      </span>
    </span>
  );
}

export function ScheduleChip({ schedule: { invalid, paused, recurrence } }: { schedule: State }) {
  if (invalid) {
    return (
      <Status kind="failed" chip>
        {t.recurring.invalid}
      </Status>
    );
  }
  if (recurrence?.type === 'inactive') {
    return (
      <Status kind="stopped" chip>
        {t.recurring.onDemand}
      </Status>
    );
  }
  return (
    <Status kind={paused ? 'stopped' : 'ready'} chip>
      {paused ? t.recurring.paused : t.recurring.active}
    </Status>
  );
}
