// The columns of the list of recurring jobs.
import { Link } from 'react-router';
import { t } from '../../../messages/jobs';
import { groupPath } from '../../../shell/current-group';
import type { Group } from '../../../shell/me';
import { Avatar } from '../../../ui/Avatar';
import type { Column } from '../../../ui/DataTable';
import { LastRun, NextRun } from './ScheduleState';
import { PauseSwitch } from './PauseSwitch';
import type { ScheduleRow } from './RecurringListPage';
import { recurrenceText } from './recurrence';
import { RunButton } from './RunButton';
import { ScheduleMenu } from './ScheduleMenu';

export const columns = (group: Group, remove: (schedule: ScheduleRow) => void): Column<ScheduleRow>[] => [
  {
    key: 'displayName',
    title: t.recurring.name,
    sortable: true,
    render: ({ id, displayName, invalid, message }) => (
      <span className="cell2">
        <Link className="row-link trunc" to={groupPath(group, `jobs/recurring/${id}`)} title={displayName ?? ''}>
          {displayName}
        </Link>
        <span className={`sub trunc${invalid ? ' t-bad' : ''}`} title={message ?? ''}>
          {message}
        </span>
      </span>
    ),
  },
  {
    key: 'recurrence',
    title: t.recurring.recurrence,
    width: 176,
    render: ({ recurrence }) => (
      <span className="cell2">
        <span className={`trunc${recurrence?.type === 'custom' ? ' mono' : ''}`}>{recurrenceText(recurrence)}</span>
        {recurrence?.type !== 'inactive' && <span className="sub trunc">{recurrence?.timezone}</span>}
      </span>
    ),
  },
  {
    key: 'nextRunTime',
    title: t.recurring.nextRun,
    width: 152,
    sortable: true,
    render: (schedule) => <NextRun schedule={schedule} />,
  },
  {
    key: 'lastRun',
    title: t.recurring.lastRun,
    width: 152,
    from: 'laptop',
    render: (schedule) => <LastRun run={schedule.lastRun} />,
  },
  {
    key: 'userName',
    title: t.recurring.createdBy,
    width: 172,
    sortable: true,
    from: 'laptop',
    render: ({ userName }) => (
      <span className="row">
        <Avatar name={userName ?? '?'} size={20} />
        <span className="trunc" title={userName ?? ''}>
          {userName}
        </span>
      </span>
    ),
  },
  {
    key: 'actions',
    title: t.common.actions,
    hideTitle: true,
    width: 208,
    right: true,
    render: (schedule) => <Actions schedule={schedule} remove={() => remove(schedule)} />,
  },
];

function Actions({ schedule, remove }: { schedule: ScheduleRow; remove: () => void }) {
  return (
    <span className="row row-actions">
      <PauseSwitch schedule={schedule} />
      <RunButton schedule={schedule} />
      <ScheduleMenu schedule={schedule} remove={remove} />
    </span>
  );
}
