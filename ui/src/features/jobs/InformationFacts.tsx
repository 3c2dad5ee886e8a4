// Every fact of a job, named.
import { Link } from 'react-router';
import { duration } from '../../format/time';
import { resources } from '../../format/units';
import { t } from '../../messages/jobs';
import { groupPath, useGroup } from '../../shell/current-group';
import { CopyableId } from '../../ui/CopyButton';
import { Facts, type Fact } from '../../ui/Facts';
import { Moment } from '../../ui/Moment';
import { amountsOf } from '../workload/amounts';
import type { JobDetail } from './job';

export function InformationFacts({ job }: { job: JobDetail }) {
  const { message, instanceType, imageDetail, image, group, schedule, scheduleName, activeDeadlineSeconds } = job;
  const rows: (Fact | false)[] = [
    Boolean(message) && [t.jobs.message, message],
    [t.jobs.id, <CopyableId key="id" text={job.id} />],
    [t.jobs.name, job.displayName],
    [t.jobs.group, group?.displayName || group?.name],
    [t.jobs.submittedBy, job.userName],
    [t.jobs.created, job.createTime && <Moment key="created" at={job.createTime} />],
    [t.jobs.started, job.startTime ? <Moment key="started" at={job.startTime} /> : t.jobs.notStarted],
    job.finishTime !== null && [t.jobs.finished, <Moment key="finished" at={job.finishTime} />],
    instanceType !== null && [
      t.jobs.instanceType,
      <>
        <span className="mono">{instanceType.name}</span>
        <br />
        <span className="dim num">{resources(amountsOf(instanceType))}</span>
      </>,
    ],
    [
      t.jobs.image,
      <>
        <span className="mono">{image}</span>
        <br />
        <span className="dim">{imageDetail ? imageDetail.displayName : t.jobs.imageGone}</span>
      </>,
    ],
    [t.jobs.timeLimit, activeDeadlineSeconds ? duration(activeDeadlineSeconds * 1000) : t.jobs.noTimeLimit],
    [t.jobs.priority, t.jobs.priorityOf(job.priority)],
    [t.jobs.recurrence, <Recurrence key="recurrence" id={schedule} name={scheduleName} />],
    job.exitCode !== null && [t.jobs.exitCode, job.exitCode],
    job.requeues > 0 && [t.jobs.requeues, t.jobs.times(job.requeues)],
    job.cancelledBy !== null && [t.jobs.cancelledBy, job.cancelledBy],
  ];
  return <Facts rows={rows.filter((row) => row !== false)} />;
}

function Recurrence({ id, name }: { id: string | null; name: string | null }) {
  const group = useGroup();
  if (!id) return <>{t.common.none}</>;
  return name ? <Link to={groupPath(group, `jobs/recurring/${id}`)}>{name}</Link> : <>{id}</>;
}
