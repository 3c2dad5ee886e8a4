// A job of the list on phones, in three lines.
import { Link } from 'react-router';
import { t } from '../../messages/jobs';
import { groupPath, useGroup } from '../../shell/current-group';
import { Moment } from '../../ui/Moment';
import { Duration, JobStatus } from './columns';
import type { Asked } from './JobDialogs';
import { JobMenu } from './JobMenu';
import type { JobRow } from './job-list';

export function PhoneRow({ job, ask }: { job: JobRow; ask: (asked: Asked) => void }) {
  const group = useGroup();
  return (
    <>
      <div className="line1">
        <Link className="row-link trunc" to={groupPath(group, `jobs/${job.id}`)}>
          {job.displayName}
        </Link>
        <JobStatus job={job} />
      </div>
      <div className={`line2${job.phase === 'Failed' ? ' t-bad' : ' dim2'}`}>{job.summary}</div>
      <div className="line1">
        <span className="line2 num">
          {job.userName} · <span className="mono">{job.instanceType?.name}</span>
          {job.createTime && (
            <>
              {' · '}
              <Moment at={job.createTime} />
            </>
          )}
          {job.startTime && (
            <>
              {' · '}
              <Duration job={job} />
            </>
          )}
          {job.scheduleName && ` · ${t.jobs.ofSchedule(job.scheduleName)}`}
        </span>
        <JobMenu job={job} ask={ask} />
      </div>
    </>
  );
}
