// A recurring job of the list on phones, in three lines.
import { Link } from 'react-router';
import { t } from '../../../messages/jobs';
import { groupPath, useGroup } from '../../../shell/current-group';
import { PauseSwitch } from './PauseSwitch';
import type { ScheduleRow } from './RecurringListPage';
import { recurrenceText } from './recurrence';
import { RunButton } from './RunButton';
import { ScheduleMenu } from './ScheduleMenu';
import { LastRun, NextRun } from './ScheduleState';

export function SchedulePhoneRow({ schedule, remove }: { schedule: ScheduleRow; remove: () => void }) {
  const group = useGroup();
  const { id, displayName, invalid, message, recurrence, userName } = schedule;
  return (
    <>
      <div className="line1">
        <Link className="row-link trunc" to={groupPath(group, `jobs/recurring/${id}`)}>
          {displayName}
        </Link>
        <PauseSwitch schedule={schedule} />
      </div>
      {invalid && <div className="line2 t-bad">{message}</div>}
      <div className="line2">
        {recurrenceText(recurrence)} · {userName}
      </div>
      <div className="schedule-runs">
        <span className="cell2">
          <span className="sub">{t.recurring.nextRun}</span>
          <NextRun schedule={schedule} />
        </span>
        <span className="cell2">
          <span className="sub">{t.recurring.lastRun}</span>
          <LastRun run={schedule.lastRun} />
        </span>
      </div>
      <div className="line1">
        <RunButton schedule={schedule} />
        <ScheduleMenu schedule={schedule} remove={remove} />
      </div>
    </>
  );
}
