// One recurring job: whether and when it runs next, every run there was or was not, and its settings.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useParams, useSearchParams } from 'react-router';
import { PencilLine } from 'lucide-react';
import { asApiError } from '../../../api/errors';
import { t } from '../../../messages/jobs';
import { groupPath, useGroup } from '../../../shell/current-group';
import { NotFound } from '../../../shell/NotFound';
import { usePage } from '../../../shell/page';
import { CopyableId, CopyButton } from '../../../ui/CopyButton';
import { ErrorState } from '../../../ui/ErrorState';
import { LinkButton } from '../../../ui/LinkButton';
import { parsePage } from '../../../ui/list-state';
import { Note } from '../../../ui/Note';
import { PageHead } from '../../../ui/PageHead';
import { Panel } from '../../../ui/Panel';
import { Skeleton } from '../../../ui/PanelState';
import { CommandText } from '../CommandText';
import { DeleteSchedule } from './DeleteSchedule';
import { NextRuns } from './NextRuns';
import { PauseSwitch } from './PauseSwitch';
import { recurrenceText } from './recurrence';
import { RunButton } from './RunButton';
import { Runs } from './Runs';
import { RUNS_STEP } from './runs-step';
import { scheduleQuery, type Schedule } from './schedule';
import { ScheduleFacts } from './ScheduleFacts';
import { ScheduleMenu } from './ScheduleMenu';
import { ScheduleChip } from './ScheduleState';

export function SchedulePage() {
  const { id = '' } = useParams();
  const group = useGroup();
  const [params] = useSearchParams();
  const shown = parsePage(params.get('runs')) * RUNS_STEP;
  const query = useQuery({ ...scheduleQuery(id, shown), placeholderData: keepPreviousData });
  const schedule = query.data?.phSchedule;
  usePage(schedule?.displayName ?? t.recurring.title, group.displayName, {
    parents: [
      { title: t.jobs.title, to: groupPath(group, 'jobs') },
      { title: t.recurring.title, to: groupPath(group, 'jobs/recurring') },
    ],
  });
  if (schedule) return <Loaded schedule={schedule} />;
  if (query.error && asApiError(query.error).code === 'RESOURCE_NOT_FOUND') return <NotFound />;
  return (
    <Panel flush>
      {query.error ? (
        <ErrorState error={query.error} what={t.recurring.theOne} retry={() => void query.refetch()} />
      ) : (
        <Skeleton height={320} />
      )}
    </Panel>
  );
}

function Loaded({ schedule }: { schedule: Schedule }) {
  const [deleting, setDeleting] = useState(false);
  const group = useGroup();
  const { id, invalid, message, paused, recurrence, nextRunTimes } = schedule;
  const onDemand = recurrence?.type === 'inactive';
  return (
    <>
      <PageHead
        title={schedule.displayName}
        status={<ScheduleChip schedule={schedule} />}
        sub={<CopyableId text={id} />}
        actions={
          <>
            <LinkButton to={groupPath(group, `jobs/recurring/${id}/edit`)} icon={<PencilLine size={15} />}>
              {t.recurring.edit}
            </LinkButton>
            <RunButton schedule={schedule} large />
            <ScheduleMenu schedule={schedule} remove={() => setDeleting(true)} onPage />
          </>
        }
      />
      <div className="grid with-aside">
        <div className="stack">
          {invalid && (
            <Note tone="bad">
              {message} {t.recurring.repair}
            </Note>
          )}
          <Runs schedule={schedule} />
          <Panel title={t.jobs.command} extra={<CopyButton size="small" quiet text={schedule.command ?? ''} />}>
            <CommandText text={schedule.command ?? ''} />
          </Panel>
        </div>
        <div className="stack">
          <Panel title={t.recurring.schedule} extra={<PauseSwitch schedule={schedule} named />}>
            <p className={recurrence?.type === 'custom' ? 'mono strong' : 'strong'}>{recurrenceText(recurrence)}</p>
            <h3 className="next-runs-title">{t.recurring.nextRuns}</h3>
            <NextRuns
              times={nextRunTimes}
              timezone={recurrence?.timezone ?? 'UTC'}
              none={
                onDemand
                  ? t.recurring.noNextRunsOnDemand
                  : paused
                    ? t.recurring.noNextRunsPaused
                    : t.recurring.noNextRuns
              }
            />
          </Panel>
          <ScheduleFacts schedule={schedule} />
        </div>
      </div>
      <DeleteSchedule schedule={deleting ? schedule : undefined} close={() => setDeleting(false)} />
    </>
  );
}
