// The group's newest jobs and what became of them.
import { Link } from 'react-router';
import { useNow } from '../../api/clock';
import { age } from '../../format/time';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import { Panel } from '../../ui/Panel';
import { Status } from '../../ui/Status';
import { asPhase, statusOf } from '../jobs/phase';
import type { HomeJob } from './HomePage';
import './StartWith.css';

export function RecentJobs({ jobs }: { jobs: HomeJob[] }) {
  const group = useGroup();
  const now = useNow(60);
  if (jobs.length === 0) return null;
  return (
    <Panel flush title={t.home.recent} extra={<Link to={groupPath(group, 'jobs')}>{t.home.allJobs}</Link>}>
      <div className="rows recent">
        {jobs.map(({ id, displayName, phase: text, createTime, finishTime }) => {
          const phase = asPhase(text);
          const when = finishTime ?? createTime;
          return (
            <Link key={id} to={groupPath(group, `jobs/${id}`)}>
              <Status kind={statusOf(phase)} iconOnly />
              <span className="cell2 grow">
                <span className="row-link trunc" title={displayName ?? ''}>
                  {displayName}
                </span>
                <span className="sub trunc num">{when && t.home.jobPhase[phase](age(when, now))}</span>
              </span>
            </Link>
          );
        })}
      </div>
    </Panel>
  );
}
