// What every run of a recurring job is started with.
import { duration } from '../../../format/time';
import { resources } from '../../../format/units';
import { t } from '../../../messages/jobs';
import { Facts } from '../../../ui/Facts';
import { Moment } from '../../../ui/Moment';
import { Panel } from '../../../ui/Panel';
import { amountsOf } from '../../workload/amounts';
import type { Schedule } from './schedule';

export function ScheduleFacts({ schedule }: { schedule: Schedule }) {
  const { instanceType, instanceTypeName, image, imageDetail, activeDeadlineSeconds, priority } = schedule;
  return (
    <Panel title={t.recurring.facts}>
      <Facts
        rows={[
          [
            t.jobs.instanceType,
            <>
              <span className="mono">{instanceTypeName}</span>
              <br />
              <span className="dim num">
                {instanceType ? resources(amountsOf(instanceType)) : t.recurring.typeGone}
              </span>
            </>,
          ],
          [
            t.jobs.image,
            <>
              <span className="mono">{image}</span>
              <br />
              <span className="dim">{imageDetail ? imageDetail.displayName : t.recurring.typeGone}</span>
            </>,
          ],
          [t.jobs.timeLimit, activeDeadlineSeconds ? duration(activeDeadlineSeconds * 1000) : t.jobs.noTimeLimit],
          [t.jobs.priority, t.jobs.priorityOf(priority)],
          [t.recurring.createdBy, schedule.userName],
          [t.jobs.created, schedule.createTime && <Moment at={schedule.createTime} />],
        ]}
      />
    </Panel>
  );
}
